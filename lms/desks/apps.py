from django.apps import AppConfig


class DesksConfig(AppConfig):
    name = "lms.desks"
    label = "desks"
