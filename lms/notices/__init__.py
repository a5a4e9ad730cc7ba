"""What people are told: a list for each person, and an outbox that mails it, each thing once."""
