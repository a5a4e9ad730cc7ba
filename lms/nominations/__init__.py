"""APO programmes and the people sent to them: drafts, endorsement, screening, ranking, letters, answers, duties."""
