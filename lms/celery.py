"""The Celery application. Tasks live in each subject's `tasks.py`; reactions are loaded by `lms/apps.py`."""

import os

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.local")

app = Celery("lms")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["lms.kernel", "lms.notices", "courses", "cms", "lms.nominations", "lms.desks"])

app.conf.beat_schedule = {
    "seal the audit record": {"task": "kernel.seal", "schedule": 5.0, "options": {"expires": 5}},
    "draw sealed samples": {"task": "auditor.draw", "schedule": 5.0, "options": {"expires": 5}},
    "hand on dropped jobs": {"task": "kernel.sweep", "schedule": 15.0, "options": {"expires": 15}},
    "hand in overdue attempts": {"task": "quizzes.submit_overdue", "schedule": 60.0, "options": {"expires": 60}},
    "post what waits": {"task": "notices.post", "schedule": 20.0, "options": {"expires": 20}},
    "tell of classes that begin": {"task": "learning.announce_starts", "schedule": 600.0, "options": {"expires": 600}},
    "look at the nominations' clocks": {"task": "nominations.tick", "schedule": 60.0, "options": {"expires": 60}},
    "remove papers of nominations": {"task": "nominations.tidy", "schedule": 86400.0},
    "publish scheduled pages": {"task": "cms.publish_scheduled", "schedule": 60.0, "options": {"expires": 60}},
    "release what is due": {"task": "cms.release_due", "schedule": 60.0, "options": {"expires": 60}},
    "mirror roles into groups": {"task": "cms.mirror_roles", "schedule": crontab(hour=0, minute=10)},
    "look at live pages": {"task": "cms.look_at_live_pages", "schedule": crontab(hour=2, minute=40)},
    "tidy old sheets": {"task": "roster.tidy", "schedule": 86400.0},
    "tidy old jobs": {"task": "kernel.tidy", "schedule": 86400.0},
}
