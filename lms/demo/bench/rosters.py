"""Rosters under the bench: an organisation of three hundred people, and a sheet of five thousand."""

import resource
import time
from datetime import date
from typing import Any

from courses.learning import actions as learning
from courses.learning.models import CourseRun
from lms.desks.roster import actions, queries, working
from lms.desks.roster.template import filled
from lms.kernel.actors import SYSTEM
from lms.people import actions as people
from lms.people.models import Organisation, Person
from lms.people.states import RoleKind

PEOPLE, ROWS = 300, 5000
SINCE = date(2020, 1, 1)
_FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô")
_MIDDLE = ("Văn", "Thị", "Đức", "Ngọc", "Hữu", "Thu", "Xuân", "Minh", "Ánh", "Quốc")
_GIVEN = ("Anh", "Bình", "Châu", "Dũng", "Hòa", "Khánh", "Linh", "Nga", "Quỳnh", "Tuyết")


def sheet(code: str, number: int) -> bytes:
    """So many people of one organisation, half of them without an address."""
    rows = []
    for n in range(number):
        name = f"{_FAMILY[n % 10]} {_MIDDLE[n // 10 % 10]} {_GIVEN[n // 100 % 10]}"
        row = {"full_name": name, "staff_code": f"{n:05}", "department": f"Tổ {n % 40}", "position": "Công nhân"}
        rows.append(row | ({"email": f"{code}{n}@demo.example"} if n % 2 else {}))
    return filled(rows)


def _managed(code: str) -> tuple[Organisation, Person]:
    place = people.found_organisation(code, f"Công ty Thử Tải {code} (hư cấu)", by=SYSTEM, demo=True)
    manager = people.register_person("Nguyễn Thử Tải", by=SYSTEM, demo=True)
    people.give_role(manager.pk, RoleKind.MANAGER, by=SYSTEM, organisation_id=place.pk, since=SINCE)
    return place, manager


def lay_organisation(run: CourseRun) -> tuple[Organisation, Person]:
    """Three hundred people in a class, by a roster, and their manager."""
    place, manager = _managed("tai-300")
    batch = actions.read_sheet("300.xlsx", sheet("tram", PEOPLE), organisation=place, run=run, by=manager)
    actions.load(batch.pk, by=manager)
    working.work_through(batch.pk)
    return place, manager


def load_five_thousand() -> dict[str, Any]:
    """A manager's sheet of five thousand read, loaded and undone in this process; `peak_mb` is all it ever held."""
    course = CourseRun.objects.filter(course__code="5S-101", self_paced=True).values_list("course", flat=True)[0]
    run = learning.open_run(course, by=SYSTEM, code="tai-5000", rule={"lessons": "all"}, opens_on=SINCE)
    place, manager = _managed("tai-5000")
    content = sheet("nam", ROWS)
    begun = time.perf_counter()
    batch = actions.read_sheet("5000.xlsx", content, organisation=place, run=run, by=manager)
    read = time.perf_counter()
    actions.load(batch.pk, by=manager)
    working.work_through(batch.pk)
    loaded = time.perf_counter()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    again = actions.read_sheet("5000.xlsx", content, organisation=place, run=run, by=manager)
    read_again = time.perf_counter()
    actions.undo(batch.pk, by=manager)
    working.work_through(batch.pk)
    return {
        "rows": ROWS,
        "seconds": round(loaded - begun, 1),
        "read_s": round(read - begun, 1),
        "peak_mb": round(peak),
        "enrolled": queries.counts(batch)["new"],
        "same_again": queries.counts(again)["same"],
        "again_s": round(read_again - loaded, 1),
        "undo_s": round(time.perf_counter() - read_again, 1),
    }
