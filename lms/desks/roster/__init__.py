"""The roster: fifty people from a spreadsheet. Read (sheets) → check (checking) → load and undo (actions)."""
