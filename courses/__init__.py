"""One Django app, one migration history, three subjects: catalog < learning < quizzes."""
