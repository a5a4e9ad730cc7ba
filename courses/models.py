"""Gathers the models of the three subjects for Django; nothing is defined here."""

from courses.catalog.models import *  # noqa: F403 - only gathers
from courses.learning.models import *  # noqa: F403 - only gathers
from courses.quizzes.models import *  # noqa: F403 - only gathers
