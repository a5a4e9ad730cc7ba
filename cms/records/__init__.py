"""The record of a course in the back office: where it stands, who learns it, what was done with it."""
