"""The words for what a plan holds: how years add up, how sure a number is, what the platform does for a task."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Flag(models.TextChoices):
    """Whether a number is somebody's, or ours for the demonstration. It stands beside every number."""

    REAL = "that", _("sourced figure")
    ILLUSTRATIVE = "minh_hoa", _("illustrative figure")


class Aggregation(models.TextChoices):
    """What a year's number is of, and how the years make the period's."""

    SUM = "tong", _("each year by itself; the years are added")
    CUMULATIVE = "luy_ke_cuoi_ky", _("counted from the first year of the plan to the end of this one")
    AT_END = "so_cuoi_ky", _("as it stands on the last day of the year")
    LAST_VALUE = "gia_tri_cuoi_ky", _("the value of the last year")
    PERIOD_MEAN = "binh_quan_ky", _("the mean over the period")
    RANGE = "khoang", _("a range")
    MEAN = "trung_binh", _("the mean of the years")


COUNTABLE = (Aggregation.SUM, Aggregation.CUMULATIVE, Aggregation.AT_END)


class Bound(models.TextChoices):
    """The word the plan puts before its number."""

    NONE = "", ""
    ABOUT = "khoang", _("about")
    AT_LEAST = "it_nhat", _("at least")


class PlatformRole(models.TextChoices):
    """What the platform does for a task."""

    FULL = "day_du", _("the platform serves it fully")
    PART = "mot_phan", _("the platform serves a part")
    RECORD = "ghi_nhan", _("the platform only records it")
