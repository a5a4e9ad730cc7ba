from django.apps import AppConfig


class TargetsConfig(AppConfig):
    name = "lms.targets"
    label = "targets"
