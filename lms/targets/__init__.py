"""Plans with their tasks and indicators, targets by year, and what was reached, counted from the training records."""
