"""What became of released courses: their versions looked at, compared, shown as to a learner, rendered, rebuilt."""
