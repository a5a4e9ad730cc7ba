"""What trainers write courses with: forms and panels of their pages, the order of lessons, moderation, their desk."""
