"""The guides: one text for each role, shown as help on the pages it explains and printed as a whole."""
