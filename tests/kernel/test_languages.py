"""One page, two addresses."""

from types import SimpleNamespace

import pytest
from django.template import Context, Template
from django.utils.translation import override

from lms.kernel.languages import in_language, said

PAIRS = (
    ("/", "/en/"),
    ("/hoc-tap/", "/en/hoc-tap/"),
    ("/khoa-hoc/?tim=5s&trang=2#ket-qua", "/en/khoa-hoc/?tim=5s&trang=2#ket-qua"),
    ("/xac-minh/AB12/", "/en/xac-minh/AB12/"),
    ("/khong-co-trang-nay", "/en/khong-co-trang-nay"),
)


@pytest.mark.parametrize("reading", ["vi", "en"])
@pytest.mark.parametrize(("vietnamese", "english"), PAIRS)
def test_an_address_leads_to_the_same_page_in_either_language(reading: str, vietnamese: str, english: str) -> None:
    with override(reading):
        assert in_language(vietnamese, "en") == english
        assert in_language(english, "vi") == vietnamese
        assert in_language(vietnamese, "vi") == vietnamese
        assert in_language(english, "en") == english


def test_the_back_office_has_one_address_for_both() -> None:
    assert in_language("/quan-tri/pages/", "en") == "/quan-tri/pages/"


def shown(template: str, language: str, **context: object) -> str:
    with override(language):
        return Template("{% load languages %}" + template).render(Context(context))


def test_content_says_its_language_only_where_the_page_reads_another() -> None:
    name = "Công ty <Thử> & Nghiệm"

    assert shown("{{ name|vi }}", "vi", name=name) == "Công ty &lt;Thử&gt; &amp; Nghiệm"
    assert shown("{{ name|vi }}", "en", name=name) == '<span lang="vi">Công ty &lt;Thử&gt; &amp; Nghiệm</span>'
    assert shown('{{ name|said:"en" }}', "vi", name="5S") == '<span lang="en">5S</span>'
    assert shown("{{ name|vi|default:'–' }}", "en", name="") == "–"


def test_a_title_comes_in_the_language_of_the_page_where_there_is_one() -> None:
    both = SimpleNamespace(title_vi="Thực hành tốt 5S", title_en="Good 5S Practice")
    one = SimpleNamespace(title_vi="Thực hành tốt 5S", title_en="")

    assert shown("{{ course|titled }}", "vi", course=both) == "Thực hành tốt 5S"
    assert shown("{{ course|titled }}", "en", course=both) == "Good 5S Practice"
    assert shown("{{ course|titled }}", "en", course=one) == '<span lang="vi">Thực hành tốt 5S</span>'
    assert shown("{% in_either vi en %}", "en", vi="Có", en="") == '<span lang="vi">Có</span>'


@pytest.mark.parametrize("address", ["/en//evil.example/", "///evil.example/", "/en/\\evil.example/"])
def test_an_address_that_leads_elsewhere_stays_on_this_site(address: str) -> None:
    for language in ("vi", "en"):
        led = in_language(address, language)

        assert led.startswith("/")
        assert not led.startswith(("//", "/\\"))


def test_nothing_to_say_is_nothing_on_the_page() -> None:
    assert said(None, "vi") == ""
