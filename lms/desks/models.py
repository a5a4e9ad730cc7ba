"""Gathers the models of the desks for Django; nothing is defined here."""

from lms.desks.auditor.models import *  # noqa: F403 - only gathers
from lms.desks.roster.models import *  # noqa: F403 - only gathers
