"""What people are told: outbox, mail and the in-app list. Its first models come with the notices of the road."""
