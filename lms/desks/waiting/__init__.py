"""The lists of what waits for somebody, each one query that its page shows and the desk counts."""
