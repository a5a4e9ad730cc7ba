"""The numbers once more, by SQL written by hand from the plan's words, apart from `measures` and `counting`.

`manage.py targets prove` compares the two. Nothing here may be imported by what counts, and nothing of what counts
may be imported here. The same text runs on SQLite and PostgreSQL.
"""

from datetime import date, timedelta
from typing import Any

from django.db import connection

from lms.kernel import clock

_SPAN = {"luy_ke_cuoi_ky": "plan", "so_cuoi_ky": "ever"}  # everything else: the year by itself

_CERTIFIED = """
SELECT count(DISTINCT {key})
FROM certificates_certificate t
JOIN courses_completion c ON c.id = t.completion_id
JOIN courses_enrolment e ON e.id = c.enrolment_id
JOIN courses_courseversion v ON v.id = e.version_id
JOIN courses_course k ON k.id = v.course_id
JOIN people_person p ON p.id = e.person_id
WHERE t.state = 'issued' AND e.state = 'completed'
  AND t.facts ->> 'signed_on' >= %s AND t.facts ->> 'signed_on' <= %s
  AND {taken}
"""

_COMPLETED = """
SELECT count(DISTINCT {key})
FROM courses_completion c
JOIN courses_enrolment e ON e.id = c.enrolment_id
JOIN people_person p ON p.id = e.person_id
WHERE e.state = 'completed' AND c.at >= %s AND c.at < %s
  AND NOT EXISTS (SELECT 1 FROM certificates_certificate t WHERE t.completion_id = c.id AND t.state = 'revoked')
"""

_MOVED = """
SELECT count(DISTINCT {key})
FROM nominations_nominationmove m
JOIN nominations_nomination n ON n.id = m.subject_id
JOIN people_person p ON p.id = n.nominee_id
WHERE m.at >= %s AND m.at < %s AND {taken}
"""

_PERSON = "coalesce(p.merged_into_id, p.id)"
_ATTENDANCE = "e.run_id || '/' || coalesce(p.merged_into_id, p.id)"


def _for(*audiences: str) -> str:
    """A condition: the course is for one of these."""
    named = ", ".join(f"'{each}'" for each in audiences)
    return (
        "EXISTS (SELECT 1 FROM courses_versionfacet f WHERE f.version_id = v.id AND f.kind = 'audience' "
        f"AND f.value IN ({named}))"
    )


def _clause(name: str) -> str:
    """A condition: the course serves this clause of the plan."""
    return f"CAST(v.clauses AS text) LIKE '%%\"{name}\"%%'"


# measure: (what is counted once, which certificates)
_CERTIFICATES = {
    "green_productivity": (_ATTENDANCE, _clause("II.1.c")),
    "tools_and_systems": (_ATTENDANCE, _clause("II.3.a")),
    "experts_trained": (_PERSON, "k.code IN ('CG-401', 'LSS-GB')"),
    "lecturers_trained": (_PERSON, "k.code = 'TOT-301'"),
    "metrology_trained": (_PERSON, "k.code = 'LAB-201'"),
    "auditors_trained": (
        _PERSON,
        "EXISTS (SELECT 1 FROM courses_versionfacet f WHERE f.version_id = v.id AND f.kind = 'tool' "
        "AND f.value = 'ISO 19011')",
    ),
    "leaders_and_managers": (_ATTENDANCE, _for("lanh_dao", "quan_ly")),
    "workers": (_ATTENDANCE, _for("lao_dong")),
    "students": (_ATTENDANCE, _for("sinh_vien")),
    "experts_and_lecturers": (_ATTENDANCE, _for("chuyen_gia", "giang_vien")),
}

# measure: (what is counted once, which moves of a nomination)
_MOVES = {
    "nominations_sent": ("n.programme_id || '/' || coalesce(p.merged_into_id, p.id)", "m.verb = 'forward'"),
    "sent_to_apo": (_PERSON, "m.verb IN ('depart', 'admit')"),
    "nominees_completed": (_PERSON, "m.verb = 'complete'"),
}


def _days(aggregation: str, first_year: int, year: int) -> tuple[date, date]:
    """The first and the last day that count."""
    begins = {"plan": first_year, "ever": 1}.get(_SPAN.get(aggregation, ""), year)
    return date(begins, 1, 1), date(year, 12, 31)


def _moment(day: date) -> Any:
    """Midnight in Hải Phòng before that day, as this database compares it."""
    return connection.ops.adapt_datetimefield_value(clock.at(max(day, date(1970, 1, 1)), 0))


def recount(measure: str, aggregation: str, first_year: int, year: int) -> int:
    """The number of a measure in a year. Raises KeyError for a measure nobody wrote down here."""
    first, last = _days(aggregation, first_year, year)
    moments = [_moment(first), _moment(last + timedelta(days=1))]
    if measure == "training_attended":
        sql, given = _COMPLETED.format(key=_ATTENDANCE), moments
    elif measure in _MOVES:
        key, taken = _MOVES[measure]
        sql, given = _MOVED.format(key=key, taken=taken), moments
    else:
        key, taken = _CERTIFICATES[measure]
        sql, given = _CERTIFIED.format(key=key, taken=taken), [first.isoformat(), last.isoformat()]
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        row = cursor.fetchone()
    return int(row[0])
