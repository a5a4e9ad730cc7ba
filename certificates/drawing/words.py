"""From facts to the lines of a certificate, in official Vietnamese."""

from datetime import date
from decimal import Decimal
from urllib.parse import urlsplit

from certificates.drawing.facts import Facts

# Which line prints which fact. A refusal over a line then knows what to call it; the first fact owns the line.
LINES: dict[str, tuple[str, ...]] = {
    "parent_body": ("parent_body",),
    "issuing_unit": ("issuing_unit",),
    "presented": ("honorific",),
    "full_name": ("full_name",),
    "organisation": ("organisation",),
    "course_vi": ("course_vi",),
    "course_en": ("course_en",),
    "period": ("hours",),
    "manner": ("mode", "grade"),
    "decision": ("decision_number",),
    "place_date": ("place",),
    "signer_title": ("signer_title",),
    "signing": (),
    "signer_name": ("signer_name",),
    "serial": ("serial",),
    "register_number": ("register_number",),
    "code": ("code",),
    "address": ("verify_url",),
}


def date_in_words(day: date) -> str:
    """Decree 30/2020, Appendix I: a zero before days under 10 and before months 1 and 2 only ("tháng 3")."""
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def number(value: Decimal) -> str:
    """Decimal comma, no zeros at the end: 7.50 is "7,5", 40.0 is "40"."""
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")


def short_date(day: date) -> str:
    return f"{day:%d/%m}/{day.year:04d}"


def _period(facts: Facts) -> str:
    when = f"từ ngày {short_date(facts.started)} đến ngày {short_date(facts.finished)}"
    if facts.started == facts.finished:
        when = f"ngày {short_date(facts.started)}"
    return f"Thời gian: {when}; thời lượng {number(facts.hours)} giờ ({facts.periods} tiết)"


def _address(url: str) -> str:
    """What a person types: host and path, no scheme."""
    parts = urlsplit(url)
    return f"{parts.netloc}{parts.path}".rstrip("/")


def printed_lines(facts: Facts) -> dict[str, str]:
    """The words of every line that varies, by the line's name; "" for a line this certificate does not have."""
    grade = f"; xếp loại: {facts.grade}" if facts.grade else ""
    demo = " (minh họa)" if facts.demo else ""
    decided = date_in_words(facts.decision_date)
    return {
        "parent_body": facts.parent_body.upper(),
        "issuing_unit": facts.issuing_unit.upper(),
        "presented": f"Chứng nhận {facts.honorific.lower()}",
        "full_name": facts.full_name,
        "organisation": f"Đơn vị công tác: {facts.organisation}" if facts.organisation else "",
        "course_vi": facts.course_vi,
        "course_en": facts.course_en,
        "period": _period(facts),
        "manner": f"Hình thức: {facts.mode}{grade}",
        "decision": f"Theo Quyết định số {facts.decision_number} {decided}{demo}",
        "place_date": f"{facts.place}, {date_in_words(facts.signed_on)}",
        "signer_title": facts.signer_title.upper(),
        "signing": "(chữ ký số)" if facts.signed_digitally else "",
        "signer_name": facts.signer_name,
        "serial": f"Số hiệu: {facts.serial}",
        "register_number": f"Số vào sổ: {facts.register_number}",
        "code": f"Mã xác minh: {facts.code}",
        "address": _address(facts.verify_url),
    }
