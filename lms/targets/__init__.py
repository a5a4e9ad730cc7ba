"""Plans, indicators, the scoreboard and frozen reports live here, from the next piece of work on."""
