"""My organisation: its people, what they learn, their cards."""
