from django.apps import AppConfig


class NominationsConfig(AppConfig):
    name = "lms.nominations"
    label = "nominations"
