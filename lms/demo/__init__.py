"""Demonstration content and its loader: everything goes through the actions, under a moved clock."""
