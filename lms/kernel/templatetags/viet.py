"""Dates, times and numbers as they are written here: 23/11/2026, 14:02:11, 1.234,5; the English way in English."""

from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal

from django import template
from django.utils import dateformat, timezone

from lms.kernel.languages import is_english

register = template.Library()


def _here(value: date) -> date:
    """An aware moment as the clocks of Hải Phòng show it; days and naive moments as they are."""
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value


@register.filter
def ngay(value: date | None) -> str:
    """23/11/2026; in English 23 Nov 2026, which no reader turns round."""
    if not value:
        return ""
    return dateformat.format(_here(value), "j M Y" if is_english() else "d/m/Y")


@register.filter
def gio(value: datetime | time | None) -> str:
    """14:02:11"""
    if value is None or value == "":
        return ""
    moment = _here(value) if isinstance(value, datetime) else value
    return moment.strftime("%H:%M:%S")


@register.filter
def ngay_dai(value: date | None) -> str:
    """ngày 05 tháng 02 năm 2026: as in official papers, where days to 9 and months 1 and 2 take a zero."""
    if not value:
        return ""
    day = _here(value)
    if is_english():
        return dateformat.format(day, "j F Y")
    month = f"{day.month:02}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02} tháng {month} năm {day.year}"


@register.filter
def tien(value: int | Decimal | str | None) -> str:
    """1.234.567 đồng, in English VND 1,234,567: whole, since there is nothing smaller."""
    amount = so(value, 0)
    if not amount:
        return ""
    return f"VND {amount}" if is_english() else f"{amount} đồng"


@register.filter
def so(value: int | float | Decimal | str | None, places: int | None = None) -> str:
    """1.234,5: rounded to `places` if given, and never a zero at the end."""
    if value is None or value == "":
        return ""
    number = Decimal(str(value))  # through text, so that 0.1 stays 0.1
    if places is not None:
        number = number.quantize(Decimal(1).scaleb(-int(places)), rounding=ROUND_HALF_UP)
    text = f"{number:,f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    text = "0" if text == "-0" else text
    return text if is_english() else text.translate(str.maketrans(",.", ".,"))
