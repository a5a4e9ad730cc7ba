"""The story of the nominations: each programme of the file in its state, played through the actions day by day.

Days are those of the story as it was written, round 23/11/2026, and are moved with the day of loading.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import override

from lms.demo.data import content
from lms.demo.papers import a_paper
from lms.kernel import clock, workdays
from lms.kernel.actors import SYSTEM, Actor
from lms.nominations import actions, clocks, papers, programmes
from lms.nominations.actions import LetterFacts
from lms.nominations.models import Nomination, Programme
from lms.nominations.states import DocumentKind
from lms.people.models import Person
from lms.people.queries import managers_in

WRITTEN_ON = date(2026, 11, 23)
OFFICER = "NG05"
D = DocumentKind


@dataclass(frozen=True)
class Step:
    """On `day` (month, day) the move `verb`; `letter` is the number of the letter of that day."""

    day: tuple[int, int]
    verb: str
    reason: str = ""
    letter: str = ""


S = Step
_ALL_PAPERS = (D.BIODATA, D.MEDICAL, D.ENDORSEMENT, D.PURPOSE, D.COUNTRY_PAPER, D.PASSPORT)


@dataclass(frozen=True)
class File:
    """One nomination's story; `papers` are those that came with it."""

    programme: str
    person: str
    steps: tuple[Step, ...]
    papers: tuple[DocumentKind, ...] = _ALL_PAPERS
    replaces: str = ""


TRC, WSP, OSM = "DEMO-27-CP-01-GE-TRC-A", "DEMO-27-CL-02-GE-WSP-A", "DEMO-26-IP-03-GE-OSM-A"
DLN, SEL, FOOD = "DEMO-26-CP-04-GE-DLN-A", "DEMO-26-SL-05-GE-SEL-A", "DEMO-26-AG-06-GE-TRC-B"
_SENT = "2218/SKHCN-TĐC (hư cấu)"

STORY: dict[str, File] = {
    "DC01": File(
        TRC,
        "NG01",
        (S((11, 10), "draft"), S((11, 12), "submit"), S((11, 14), "endorse")),
        (D.BIODATA, D.ENDORSEMENT, D.PURPOSE, D.PASSPORT),
    ),
    "DC02": File(TRC, "NG16", (S((11, 18), "draft"),), (D.BIODATA,)),
    "DC03": File(
        TRC,
        "NG23",
        (S((11, 3), "draft"), S((11, 4), "submit"), S((11, 6), "endorse"),
         S((11, 16), "reject", "Tiếng Anh B1, thông báo dự án yêu cầu B2.")),
    ),
    # waits for the manager whose account is printed
    "DC13": File(TRC, "NG26", (S((11, 19), "draft"), S((11, 21), "submit")), (D.BIODATA, D.PURPOSE, D.MEDICAL)),
    "DC04": File(
        WSP,
        "NG24",
        (S((10, 28), "draft"), S((11, 2), "submit"), S((11, 5), "endorse"), S((11, 12), "accept"), S((11, 21), "rank"),
         S((11, 22), "forward", letter=_SENT)),
    ),
    "DC05": File(
        WSP,
        "NG10",
        (S((11, 1), "draft"), S((11, 3), "submit"), S((11, 5), "endorse"), S((11, 13), "accept"),
         S((11, 21), "reserve")),
    ),
    "DC06": File(WSP, "NG34", (S((11, 15), "draft"),), (D.BIODATA, D.PURPOSE)),
    "DC07": File(
        OSM,
        "NG02",
        (S((9, 8), "draft"), S((9, 10), "submit"), S((9, 12), "endorse"), S((9, 22), "accept"), S((9, 28), "rank"),
         S((10, 1), "forward", letter="1874/SKHCN-TĐC (hư cấu)"), S((10, 14), "pass_on", letter="512/VNPI (hư cấu)"),
         S((11, 6), "select", letter="APO-OSM-031 (hư cấu)"),
         S((11, 16), "step_back", "Không được cấp thị thực đúng hạn.")),
    ),
    "DC08": File(
        OSM,
        "NG15",
        (S((9, 9), "draft"), S((9, 11), "submit"), S((9, 14), "endorse"), S((9, 23), "accept"), S((9, 29), "reserve"),
         S((11, 19), "replace", letter="598/VNPI (hư cấu)")),
        replaces="NG02",
    ),
    "DC09": File(
        DLN,
        "NG03",
        (S((10, 20), "draft"), S((10, 22), "submit"), S((10, 24), "endorse"), S((10, 30), "accept"),
         S((11, 5), "rank"), S((11, 6), "forward", letter="2101/SKHCN-TĐC (hư cấu)"),
         S((11, 12), "pass_on", letter="571/VNPI (hư cấu)"), S((11, 17), "select", letter="APO-DLN-044 (hư cấu)")),
    ),
    "DC10": File(
        DLN,
        "NG33",
        (S((10, 21), "draft"), S((10, 23), "submit"), S((10, 25), "endorse"), S((10, 31), "accept"),
         S((11, 5), "rank"), S((11, 6), "forward", letter="2101/SKHCN-TĐC (hư cấu)"),
         S((11, 12), "pass_on", letter="571/VNPI (hư cấu)"), S((11, 17), "refuse", letter="APO-DLN-044 (hư cấu)")),
    ),
    "DC11": File(
        SEL,
        "NG09",
        (S((9, 20), "draft"), S((9, 21), "submit"), S((10, 1), "endorse"), S((10, 5), "admit"),
         S((11, 15), "complete")),
        (D.CERTIFICATE,),
    ),
    "DC12": File(
        FOOD,
        "NG32",
        (S((7, 10), "draft"), S((7, 12), "submit"), S((7, 15), "endorse"), S((7, 29), "accept"), S((8, 3), "rank"),
         S((8, 6), "forward", letter="1290/SKHCN-TĐC (hư cấu)"), S((8, 19), "pass_on", letter="433/VNPI (hư cấu)")),
    ),
}  # fmt: skip

# What the officer records of the programmes themselves.
RECORDED: dict[str, tuple[Step, ...]] = {
    OSM: (S((10, 2), "finish_list"), S((11, 7), "answer")),
    DLN: (S((11, 7), "finish_list"), S((11, 18), "answer")),
    FOOD: (
        S((8, 7), "finish_list"),
        S((9, 10), "cancel", "Đơn vị đăng cai hoãn vì thiên tai (hư cấu).", "APO-AG-06 sửa đổi lần 2 (hư cấu)"),
    ),
}
_BY_NOMINEE = {"draft", "submit", "step_back"}


class Stage:
    """Plays the story: `today` is the day of loading, `people` everybody by their id."""

    def __init__(self, people: dict[str, Person], today: date) -> None:
        self.people, self.shift = people, today - WRITTEN_ON
        self.officer = people[OFFICER]

    def moved(self, day: date | str | None) -> date | None:
        """A day of the file, moved."""
        return date.fromisoformat(str(day)) + self.shift if day else None

    def moment(self, step: Step) -> datetime:
        """When a step happens: in the morning of its day."""
        return clock.at(date(WRITTEN_ON.year, *step.day) + self.shift, 9)

    def play(self, earliest: date) -> None:
        """Every programme that is not there yet."""
        for row in content("apo_programmes")["programmes"]:
            if not Programme.objects.filter(code=row["code"]).exists():
                self._play_programme(row, earliest)

    def _play_programme(self, row: dict[str, Any], earliest: date) -> None:
        issued = self.moved(row["pn_issue_date"]) or earliest
        announced = max(issued, earliest)
        with clock.moved_to(clock.at(announced)):
            programme = programmes.announce(row["code"], by=self.officer, **self._facts(row, issued, announced))
            clocks.look_at(programme.pk)
        told: list[tuple[datetime, Callable[[], None]]] = [
            (self.moment(step), partial(self._record, programme, step)) for step in RECORDED.get(row["code"], ())
        ]
        for file in STORY.values():
            if file.programme == row["code"]:
                told += [(self.moment(step), partial(self._move, programme, file, step)) for step in file.steps]
        for moment, happen in sorted(told, key=lambda pair: pair[0]):
            with clock.moved_to(moment):
                clocks.look_at(programme.pk)
                happen()
        clocks.look_at(programme.pk)

    def _facts(self, row: dict[str, Any], issued: date, announced: date) -> dict[str, Any]:
        closings = {name: self.moved(row[key]) for name, key in
                    (("city_closing", "city_closing"), ("national_closing", "npo_closing"),
                     ("apo_closing", "apo_closing"))}  # fmt: skip
        return closings | {
            "kind": row["type"],
            "mode": row["mode"],
            "title_vi": row["title_vi"],
            "title_en": row["title_en"],
            "venue": row["venue"],
            "host": row["host_npo"],
            "meant_for": row["target"],
            "issued_on": issued,
            "revision": row["pn_revision"],
            "opens_on": announced,
            "starts_on": self.moved(row["start"]),
            "ends_on": self.moved(row["end"]),
            "quota": row["country_quota"],
            "alternates": row["country_alternates"],
            "documents": row["docs"],
            "duties": bool(row["docs"]),
            "demo": True,
        }

    def _record(self, programme: Programme, step: Step) -> None:
        letter = LetterFacts(step.letter, clock.today()) if step.letter else None
        programmes.move(programme.pk, step.verb, by=self.officer, reason=step.reason, letter=letter)

    def _move(self, programme: Programme, file: File, step: Step) -> None:
        person = self.people[file.person]
        if step.verb == "draft":
            made = actions.draft(programme.pk, by=person)
            self._papers(made, file, person)
            return
        nomination = Nomination.objects.get(programme=programme, nominee=person)
        letter = LetterFacts(step.letter, clock.today()) if step.letter else None
        if step.verb == "forward" and letter:
            actions.forward(programme.pk, [nomination.pk], letter, by=self.officer)
            return
        gone = Nomination.objects.filter(programme=programme, nominee=self.people.get(file.replaces)).first()
        by = self._actor(step.verb, nomination, person)
        actions.move(nomination.pk, step.verb, by=by, reason=step.reason, letter=letter, replaces=gone)

    def _actor(self, verb: str, nomination: Nomination, person: Person) -> Actor:
        if verb in _BY_NOMINEE:
            return person
        if verb == "endorse":  # most of the story's enterprises have no manager: there the system confirms
            return managers_in(nomination.organisation_id).exclude(pk=person.pk).first() or SYSTEM
        return self.officer

    def _papers(self, nomination: Nomination, file: File, person: Person) -> None:
        if len(file.steps) > 1:
            actions.consent(nomination.pk, by=person)
        wanted = {*nomination.programme.documents, D.CERTIFICATE}
        for kind in file.papers:
            if kind in wanted:
                with override("vi"):
                    page, name = a_paper(kind, person.full_name), f"{capfirst(str(kind.label))}.pdf"
                papers.keep(nomination.pk, kind, name, page, by=person)


def lay_nominations(people: dict[str, Person], today: date, earliest: date) -> None:
    """The holidays, then each programme with its files. Laying twice changes nothing."""
    workdays.keep_holidays((row["day"], row["name"]) for row in content("holidays"))
    Stage(people, today).play(earliest)
