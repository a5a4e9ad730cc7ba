"""One page, two addresses."""

import pytest
from django.utils.translation import override

from lms.kernel.languages import in_language

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
