"""What the tests of targets stand on: a small plan of the years 2026 to 2030, and people certified in it."""

from decimal import Decimal

import pytest

from lms.kernel.actors import SYSTEM
from lms.targets.actions import lay_plan
from lms.targets.drafts import IndicatorDraft, PlanDraft, TargetDraft, TaskDraft
from tests.factories import a_course, a_person, a_quiz, a_run, finished

FIVE_S = {"clauses": ("II.3.a", "II.4.c"), "audiences": ("lao_dong", "quan_ly"), "tools": ("5S",)}


def indicator(code, measure="", aggregation="tong", **more):
    targets = (TargetDraft(2026, Decimal(10), "minh_hoa"), TargetDraft(2030, Decimal(50), "that", bound="khoang"))
    made = {"clause": "N", "name": f"Chỉ tiêu {code}", "unit": "người", "data_source": "nền tảng tự tính"}
    return IndicatorDraft(
        **{**made, "code": code, "measure": measure, "aggregation": aggregation, "targets": targets, **more}
    )


INDICATORS = (
    indicator("T-1", "tools_and_systems"),
    indicator("T-2", "workers"),
    indicator("T-3", "training_attended"),
    indicator("T-4", "experts_trained", "luy_ke_cuoi_ky"),
    indicator("T-5", "auditors_trained", "so_cuoi_ky"),
    indicator("T-6", aggregation="gia_tri_cuoi_ky", data_source="cơ quan thống kê"),
    indicator("T-7", uncounted="Chưa có nguồn."),
    indicator("T-8", "nominations_sent"),
    indicator("T-9", "nominees_completed", "luy_ke_cuoi_ky"),
)


def a_draft(code="ke-hoach", indicators=INDICATORS, **more):
    tasks = (TaskDraft("N", "Nhóm"), TaskDraft("N.a", "Việc", parent="N", lead="Sở KH&CN"))
    made = {"code": code, "title": "Kế hoạch thử", "short": "KH thử", "first_year": 2026, "last_year": 2030}
    return PlanDraft(**{**made, "tasks": tasks, "indicators": indicators, **more})


@pytest.fixture
def plan(db):
    return lay_plan(a_draft(), by=SYSTEM)


@pytest.fixture
def five_s(db):
    """A class of 5S-101 whose certificates count as tools and for workers."""
    return a_run(a_course(quiz=a_quiz(), **FIVE_S))


def certified(run, person=None):
    """The certificate of a person who did everything."""
    return finished(run, person or a_person()).completion.certificate


def many_certified(run, count, issue=True, **facts):
    """`count` people who completed, with a standing certificate each (or, without `issue`, none), written at once."""
    from certificates.models import Certificate, Register
    from courses.learning.models import Completion, Enrolment
    from lms.kernel import clock
    from lms.people.models import Person

    people = [Person(full_name=f"Người Số {number}") for number in range(count)]
    for person in people:
        person.spell()
    people = Person.objects.bulk_create(people)
    version = run.course.current
    enrolments = Enrolment.objects.bulk_create(
        Enrolment(run=run, person=person, version=version, state="completed") for person in people
    )
    done = Completion.objects.bulk_create(Completion(enrolment=each, rule={}, evidence={}) for each in enrolments)
    if not issue:
        return done
    book, _ = Register.objects.get_or_create(kind="giay_chung_nhan", series="GCN-THU", year=2026)
    taken = Certificate.objects.count()
    printed = {"full_name": "Người Được Cấp", "organisation": "Công ty A", "signed_on": str(clock.today()), **facts}
    return Certificate.objects.bulk_create(
        Certificate(
            completion=each,
            person_id=each.enrolment.person_id,
            serial=f"THU-{number}",
            register=book,
            register_position=number,
            register_number=f"{number:04}/2026/GCN-THU",
            code=f"THU{number}",
            design="ben-cang/1",
            facts=printed,
        )
        for number, each in enumerate(done, start=taken + 1)
    )
