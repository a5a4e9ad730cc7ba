"""How long a release of sixty lessons of twenty blocks takes, and its page. Queries are bounds; seconds are printed."""

from time import perf_counter

import pytest
from django.urls import reverse

from cms.orders import actions
from cms.orders.actions import Wish
from cms.release import plan
from courses.catalog.models import CourseVersion
from lms.kernel.actors import SYSTEM
from lms.people.states import RoleKind
from tests.cms.test_release_orders import BRANCH, a_page, lessons_of
from tests.factories import with_role


@pytest.mark.django_db
def test_a_release_of_sixty_lessons_and_its_page(client, settings, tmp_path, django_assert_max_num_queries, capsys):
    settings.MEDIA_ROOT = tmp_path
    page = a_page(60, blocks=20)
    began = perf_counter()
    actions.carry_out(actions.ask(page.pk, Wish(plan(page).digest), by=SYSTEM).pk)
    released = perf_counter() - began
    for lesson in lessons_of(page)[:30]:
        raw = list(lesson.body.raw_data)
        raw[3]["value"] = raw[3]["value"].replace("sàng lọc", "sạch sẽ")
        lesson.body = [*raw[1:], raw[0]]
        lesson.save_revision().publish()
    client.force_login(with_role(RoleKind.TRAINER, branch=BRANCH).user)
    client.get(reverse("release_course", args=[page.pk]))

    with django_assert_max_num_queries(60):
        began = perf_counter()
        shown = client.get(reverse("release_course", args=[page.pk]))
        seconds = perf_counter() - began

    assert shown.content.decode().count('class="d-tag moved"') == 30
    assert CourseVersion.objects.get().lessons.count() == 60
    with capsys.disabled():
        print(f"\nrelease_60 {released:.2f} s, release_page_60 {seconds:.2f} s")
