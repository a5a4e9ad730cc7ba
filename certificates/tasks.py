"""The work certificates ask for."""
