"""The project, and the subjects below and above the courses."""

from lms.celery import app as celery_app

__all__ = ["celery_app"]
