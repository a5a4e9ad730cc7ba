"""What the road of a learner tells, in each language: titles too, where the authors give them in both."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from lms.i18n.vietnamese import foreign_words, has_vietnamese_letters
from lms.i18n.wording import allowed_words
from lms.notices import actions, queries
from lms.notices.actions import message
from lms.people.models import Person
from tests.factories import a_course, a_person, a_run, a_user, finished

pytestmark = pytest.mark.django_db

NAME = "Nguyễn Thị Đọc Thư"


@pytest.fixture
def told() -> Any:
    """A learner of this language who has gone the whole road."""

    def go(language: str) -> Person:
        person = a_user(a_person(NAME, language=language), email="doc@demo.example").person
        assert person is not None
        finished(a_run(a_course(), rule={"lessons": "all", "quiz": None}), person)
        return person

    return go


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_mail_of_the_road_is_in_the_readers_language(language: str, told: Any) -> None:
    notices = list(queries.notices_of(told(language)))

    assert len(notices) >= 2
    for notice in notices:
        mail = message(notice)
        text = f"{mail.subject}\n{mail.body}".replace(NAME, "").replace(settings.ISSUING_UNIT, "")
        if language == "vi":
            assert foreign_words(text, allowed_words()) == [], text
        else:
            assert not has_vietnamese_letters(text.replace("Hải Phòng", "")), text
            assert "/en/" in text
        assert f'<html lang="{language}"' in str(mail.alternatives[0][0])


def test_a_notice_opens_in_the_language_that_is_read_now(told: Any) -> None:
    person = told("vi")
    client = Client()
    client.force_login(person.user)
    notice = queries.notices_of(person)[0]

    opened = client.post(f"/en/thong-bao/{notice.pk}/")

    assert opened["Location"] == f"/en{notice.path}"
    assert actions.mark_all_read(by=person) >= 0
