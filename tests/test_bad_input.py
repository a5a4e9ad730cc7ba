"""Wrong addresses, forms and numbers: a sentence, nothing changed, never a 500."""

import pytest
from django.test import Client
from django.urls import reverse

from courses.learning import actions as learning
from courses.quizzes import actions as quizzes
from courses.quizzes.models import AnswerEvent, Quiz
from lms.people.models import Person
from tests.factories import a_course, a_quiz, a_run, a_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def sitting():
    """A learner in the middle of a quiz: (client, attempt)."""
    user = a_user()
    enrolment = learning.enrol(a_run(a_course(quiz=a_quiz())).pk, by=user.person)
    attempt = quizzes.start(enrolment.pk, str(Quiz.objects.get().key), by=user.person)
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client, attempt


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/khoa-hoc/?q=%00", 400),
        ("/khoa-hoc/?trang=999&trinh-do=khong-co", 200),
        ("/khoa-hoc/?trang=-1", 200),
        ("/khoa-hoc/?q=" + "a" * 5000, 200),
        ("/khoa-hoc/khong-co/", 404),
        ("/xac-minh/%F0%9F%92%A5/", 404),
        ("/xac-minh/?ma=%00", 400),
        ("/tep/../../etc/passwd/", 404),
        ("/tai-khoan/password/reset/key/1-abc/", 200),
    ],
)
def test_a_wrong_address_is_a_page(client, address, status):
    assert client.get(address).status_code == status


@pytest.mark.parametrize("step", ["", "0", "-1", "abc", "9" * 40, "²"])
def test_a_step_that_is_none_changes_nothing(sitting, step):
    client, attempt = sitting

    answer = client.post(reverse("save_answer", args=[attempt.pk, 1]), {"a": "a", "step": step})

    assert answer.status_code == 400
    assert AnswerEvent.objects.count() == 0


@pytest.mark.parametrize(
    ("values", "status"), [(["z"], 400), (["a", "b"], 400), (["a\x00"], 400), (["a"], 200), ([], 200)]
)
def test_only_an_option_of_the_question_is_an_answer(sitting, values, status):
    client, attempt = sitting

    answer = client.post(reverse("save_answer", args=[attempt.pk, 1]), {"a": values, "step": 1})

    assert answer.status_code == status


@pytest.mark.parametrize("place", [(10**18, 1), (1, 10**18)])
def test_numbers_nobody_has_are_404(sitting, place):
    client, attempt = sitting
    attempt_id, position = (attempt.pk if place[0] == 1 else place[0]), place[1]

    assert client.post(reverse("save_answer", args=[attempt_id, position]), {"a": "a", "step": 1}).status_code == 404


def test_another_persons_attempt_does_not_exist(sitting):
    _client, attempt = sitting
    stranger = Client()
    stranger.force_login(a_user())

    assert stranger.get(reverse("take", args=[attempt.pk])).status_code == 404
    saved = stranger.post(reverse("save_answer", args=[attempt.pk, 1]), {"a": "a", "step": 1})
    assert saved.status_code == 404


def test_after_handing_in_nothing_changes(sitting):
    client, attempt = sitting
    client.post(reverse("take", args=[attempt.pk]), {"nop": "1"})

    late = client.post(reverse("save_answer", args=[attempt.pk, 1]), {"a": "a", "step": 1})

    assert (late.status_code, late.json()["error"]) == (409, "Lượt làm bài này đã được nộp.")
    assert AnswerEvent.objects.count() == 0


def test_a_sign_up_keeps_what_was_typed_and_says_what_is_missing(client):
    page = client.post(
        reverse("account_signup"), {"full_name": "Tuyết", "email": "tuyet@demo.example", "password1": "x"}
    )

    text = page.content.decode()
    assert page.status_code == 200
    assert "tuyet@demo.example" in text
    assert "Vui lòng cho biết" in text or "họ" in text
    assert Person.objects.count() == 0
