"""The bench: the demonstration on a database of its own, a real server, eight clients, numbers by name.

Figures of one run compare with one another; across machines only their ratios do.
"""
