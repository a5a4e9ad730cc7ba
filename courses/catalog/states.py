"""The words for what a course is: for whom, how hard, in which way."""

from django.db import models
from django.utils.translation import gettext_lazy as _

# The number of what makes HTML of a lesson's source (cms.lesson.rendering): it goes up when the templates in
# templates/cms/blocks change what they write. It stands here because readers ask for HTML of this number.
RENDERER = 2


class Audience(models.TextChoices):
    EXPERT = "chuyen_gia", _("productivity experts")
    LECTURER = "giang_vien", _("lecturers")
    LEADER = "lanh_dao", _("enterprise leaders")
    MANAGER = "quan_ly", _("enterprise managers")
    WORKER = "lao_dong", _("workers")
    OFFICIAL = "can_bo_nha_nuoc", _("public officials")
    STUDENT = "sinh_vien", _("students")


class Level(models.TextChoices):
    BASIC = "co_ban", _("Basic")
    ADVANCED = "nang_cao", _("Advanced")
    INTENSIVE = "chuyen_sau", _("Intensive")
    EXPERT = "chuyen_gia", _("Expert")


class Mode(models.TextChoices):
    SELF_PACED = "truc_tuyen_tu_hoc", _("Online, self-paced")
    LED = "truc_tuyen_giang_vien", _("Online with a trainer")
    ON_SITE = "truc_tiep", _("On site")
    BLENDED = "ket_hop", _("Blended")


class FacetKind(models.TextChoices):
    AUDIENCE = "audience", _("audience")
    TOOL = "tool", _("tool")


class ItemKind(models.TextChoices):
    """What a lesson contains by value."""

    QUIZ = "quiz", _("quiz")
    CHECK = "check", _("check question")
    FILE = "file", _("file")


class ForLearners(models.TextChoices):
    """What a release does with those who are learning on an earlier version."""

    STAY = "stay", _("They stay on their version")
    OFFER = "offer", _("They are offered the new version")
    MOVE = "move", _("They are moved to the new version")
