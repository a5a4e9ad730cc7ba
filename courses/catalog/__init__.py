"""Branches, the identity of courses, their frozen versions, and the files these versions use."""
