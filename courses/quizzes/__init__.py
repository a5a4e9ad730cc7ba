"""Banks, questions, quizzes, attempts and marking; `kinds/` has one small class per question type."""
