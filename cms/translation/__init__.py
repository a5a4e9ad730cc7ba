"""The words of courses and lessons in another language: kept piece by piece, compared, attached to versions."""
