"""What the templates of a lesson's blocks need besides Django's own."""

from typing import Any

from django import template
from django.template.defaultfilters import filesizeformat
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from cms.lesson import formulas
from lms.kernel.errors import BadInput

register = template.Library()


@register.filter
def mathml(latex: str) -> SafeString:
    """A formula as MathML; what cannot be read as one stands as it was written."""
    try:
        return mark_safe(formulas.mathml(latex))  # noqa: S308 - cleaned there
    except BadInput:
        return format_html("<code>{}</code>", latex)


@register.filter
def paragraphs(text: str) -> list[str]:
    """The lines of a text that are not empty."""
    return [line.strip() for line in text.splitlines() if line.strip()]


@register.simple_tag
def file_facts(value: dict[str, Any]) -> str:
    """Kind and size of a file, as people say them: “PDF, 120 KB”."""
    return f"{value['ending'].upper()}, {filesizeformat(value['size'])}"


@register.filter
def clock_length(seconds: int) -> str:
    """Seconds as minutes and seconds: 3:05."""
    return f"{seconds // 60}:{seconds % 60:02}"
