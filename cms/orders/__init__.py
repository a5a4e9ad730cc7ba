"""Releases as they were asked for: now or at a time, short or long, done or refused, with what becomes of learners."""
