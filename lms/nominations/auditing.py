"""The proof of a programme: its history replayed, its ranks and places counted, its letters, papers and days looked at.

Written apart from the actions: it trusts neither them nor the constraints, and finds what was changed behind both.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.core.files.storage import storages
from django.db.models import Model
from django.utils.translation import gettext_noop as _

from lms.kernel import audit, clock
from lms.kernel.audit import Fault as Says
from lms.kernel.errors import BadInput
from lms.kernel.flow import NEW, Flow
from lms.kernel.models import Entry
from lms.nominations.guards import BROUGHT_AFTER_SELECTION
from lms.nominations.models import Letter, Nomination, NominationMove, Paper, Programme, ProgrammeMove
from lms.nominations.programmes import check_dates
from lms.nominations.states import (
    HOLDS_PLACE,
    HOLDS_RANK,
    NOMINATION,
    OF_HEALTH_OR_IDENTITY,
    PROGRAMME,
    NominationState,
    ProgrammeState,
)

REDATED = ("extend", "postpone", "reopen")  # moves after which what was done before is not held to the new dates
_BEGINS = {PROGRAMME: ("announce", ProgrammeState.ANNOUNCED), NOMINATION: ("draft", NominationState.DRAFT)}
Line = NominationMove | ProgrammeMove
Entries = dict[str, list[Entry]]  # by the id of their row


@dataclass(frozen=True)
class Fault:
    """What is wrong, in one sentence, with a programme or with one of its nominations."""

    programme: str
    nomination: str | None
    said: Says

    @property
    def fault(self) -> str:
        return str(self.said)


@dataclass
class Proof:
    """How much was looked at and what is wrong with it."""

    programmes: int = 0
    nominations: int = 0
    faults: list[Fault] = field(default_factory=list)


@dataclass(frozen=True)
class _File:
    """One programme with everything that is known of it."""

    programme: Programme
    lines: list[ProgrammeMove]
    nominations: list[Nomination]
    moves: dict[int, list[NominationMove]]
    papers: dict[int, list[Paper]]
    letters: list[Letter]
    entries: dict[type[Model], Entries]


def prove(programmes: Iterable[Programme]) -> Proof:
    """Look at each programme whole: nine queries a programme, however many files it has."""
    proof = Proof()
    for programme in programmes:
        held = _file(programme)
        proof.programmes += 1
        proof.nominations += len(held.nominations)
        proof.faults += [Fault(programme.code, None, said) for said in _of_programme(held)]
        for nomination in held.nominations:
            proof.faults += [Fault(programme.code, str(nomination), said) for said in _of_nomination(held, nomination)]
    return proof


def _file(programme: Programme) -> _File:
    nominations = list(Nomination.objects.filter(programme=programme).select_related("letter", "replaces"))
    moves, papers = defaultdict(list), defaultdict(list)
    for line in NominationMove.objects.filter(subject__programme=programme).order_by("pk"):
        moves[line.subject_id].append(line)
    for paper in Paper.objects.filter(nomination__programme=programme).order_by("pk"):
        papers[paper.nomination_id].append(paper)
    letters = list(Letter.objects.filter(programme=programme))
    every = [paper for each in papers.values() for paper in each]
    rows: dict[type[Model], list[Any]] = {
        Programme: [programme], Nomination: nominations, Paper: every, Letter: letters
    }  # fmt: skip
    entries = {model: _entries(model, found) for model, found in rows.items()}
    lines = list(ProgrammeMove.objects.filter(subject=programme).order_by("pk"))
    return _File(programme, lines, nominations, moves, papers, letters, entries)


def _entries(model: type[Model], rows: list[Any]) -> Entries:
    kept: Entries = defaultdict(list)
    kind, ids = model._meta.label_lower, [str(row.pk) for row in rows]
    for entry in Entry.objects.filter(kind=kind, object_id__in=ids).order_by("pk"):
        kept[entry.object_id].append(entry)
    return kept


def _of_programme(held: _File) -> Iterator[Says]:
    programme = held.programme
    yield from _flow_faults(PROGRAMME, programme, held.lines, held.entries[Programme][str(programme.pk)])
    try:
        check_dates(programme)
    except BadInput:
        yield Says(_("its deadlines do not follow one another"))
    ranks = Counter(each.rank for each in held.nominations if each.rank is not None)
    given_twice = sorted((rank, times) for rank, times in ranks.items() if times > 1)
    for rank, times in given_twice:
        yield Says(_("rank %(rank)s is given %(times)s times"), {"rank": rank, "times": times})
    counted = [
        (_("%(number)s hold a rank where %(most)s may"), HOLDS_RANK, programme.quota),
        (_("%(number)s hold a place where %(most)s may"), HOLDS_PLACE, programme.quota),
        (
            _("%(number)s are alternates where %(most)s may"),
            frozenset({NominationState.CITY_RESERVE}),
            programme.alternates,
        ),
    ]
    for says, states, most in counted:
        number = sum(each.state in states for each in held.nominations)
        if most is not None and number > most:
            yield Says(says, {"number": number, "most": most})
    for letter in held.letters:
        yield from _digest_faults(_OF_A_LETTER, letter, held.entries[Letter][str(letter.pk)])


def _of_nomination(held: _File, nomination: Nomination) -> Iterator[Says]:
    lines, papers = held.moves[nomination.pk], held.papers[nomination.pk]
    yield from _flow_faults(NOMINATION, nomination, lines, held.entries[Nomination][str(nomination.pk)])
    yield from _sending_faults(held, nomination, lines)
    yield from _missing_papers(held, lines, papers)
    for paper in papers:
        yield from _digest_faults(_OF_A_PAPER, paper, held.entries[Paper][str(paper.pk)])
        yield from _storage_faults(paper)


def _flow_faults(flow: Flow, row: Any, lines: list[Any], entries: list[Entry]) -> Iterator[Says]:
    """The state is the replay of the history; the record tells the same moves by the same people."""
    verb, start = _BEGINS[flow]
    if not lines:
        yield Says(_("it has no history"))
        return
    if (lines[0].verb, lines[0].source, lines[0].target) != (verb, NEW, start):
        yield Says(_("its history does not begin with %(verb)s"), {"verb": verb})
    known = {move.verb: move for move in flow.moves}
    for before, line in pairwise(lines):
        move = known.get(line.verb)
        facts = {"line": line.pk, "verb": line.verb, "source": line.source or "–", "target": line.target}
        if line.source != before.target:
            says = _("line %(line)s begins at %(source)s, the one before it ends at %(before)s")
            yield Says(says, facts | {"before": before.target})
        if move is None or line.source not in move.sources or line.target != move.target:
            yield Says(_("line %(line)s: no %(verb)s leads from %(source)s to %(target)s"), facts)
    if lines[-1].target != row.state:
        facts = {"state": row.state, "target": lines[-1].target}
        yield Says(_("it is %(state)s, its history ends at %(target)s"), facts)
    told = [(each.verb, each.actor_id) for each in entries if each.verb == verb or each.verb in known]
    if told != [(line.verb, line.actor_id) for line in lines]:
        says = _("its history has %(moves)s moves, the record tells %(told)s, and they are not the same")
        yield Says(says, {"moves": len(lines), "told": len(told)})
    yield from _digest_faults(_OF_ITSELF, row, entries)


# Of a row without an entry, and of one that differs from its last entry.
_OF_ITSELF = (_("it has no entry in the record"), _("it differs from its last entry in the record"))
_OF_A_LETTER = (
    _("letter %(pk)s has no entry in the record"),
    _("letter %(pk)s differs from its last entry in the record"),
)
_OF_A_PAPER = (
    _("paper %(pk)s has no entry in the record"),
    _("paper %(pk)s differs from its last entry in the record"),
)


def _digest_faults(says: tuple[str, str], row: Model, entries: list[Entry]) -> Iterator[Says]:
    digests = [each.row_digest for each in entries if each.row_digest]  # who only looked vouches for nothing
    if not digests:
        yield Says(says[0], {"pk": row.pk})
    elif digests[-1] != audit.row_digest(row):
        yield Says(says[1], {"pk": row.pk})


def _sending_faults(held: _File, nomination: Nomination, lines: list[NominationMove]) -> Iterator[Says]:
    """Sent under a letter, between the city's deadline and the national body's."""
    programme, sent = held.programme, [line for line in lines if line.verb == "forward"]
    if sent and nomination.letter is None:
        yield Says(_("it was forwarded without a letter"))
    if nomination.letter and nomination.letter.programme_id != programme.pk:
        yield Says(_("its letter is another programme's"))
    if nomination.replaces and nomination.replaces.programme_id != programme.pk:
        yield Says(_("whom it replaces was put forward for another programme"))
    redated = _last_of(held.lines, REDATED)
    for line in sent:
        if redated and line.at <= redated:
            continue
        day = clock.local(line.at).date()
        if programme.city_closing and day <= programme.city_closing:
            yield Says(_("it was forwarded on %(day)s, before the city's deadline was over"), {"day": day})
        if programme.national_closing and day > programme.national_closing:
            yield Says(_("it was forwarded on %(day)s, after the national body's deadline"), {"day": day})


def _last_of(lines: list[ProgrammeMove], verbs: tuple[str, ...]) -> datetime | None:
    return max((line.at for line in lines if line.verb in verbs), default=None)


def _missing_papers(held: _File, lines: list[NominationMove], papers: list[Paper]) -> Iterator[Says]:
    """What was found eligible had every paper asked for at that time; retention may have removed it since."""
    accepted = max((line.at for line in lines if line.verb in ("accept", "admit")), default=None)
    if accepted is None:
        return
    for entry in held.entries[Programme][str(held.programme.pk)]:
        if "documents" in entry.fields and entry.at >= accepted:
            return  # the list of papers is another one now
    stand = {paper.kind for paper in papers if paper.removed_at is None or paper.kind in OF_HEALTH_OR_IDENTITY}
    for kind in held.programme.documents:
        if kind not in stand and kind not in BROUGHT_AFTER_SELECTION:
            yield Says(_("it was found eligible without %(kind)s"), {"kind": kind})


def _storage_faults(paper: Paper) -> Iterator[Says]:
    store = storages["private"]
    there = store.exists(paper.name)
    if paper.removed_at is not None:
        if there:
            yield Says(_("the file of paper %(pk)s still stands, though it was removed"), {"pk": paper.pk})
    elif not there:
        yield Says(_("the file of paper %(pk)s is missing"), {"pk": paper.pk})
    else:
        digest = hashlib.sha256()
        with store.open(paper.name) as file:
            for part in file.chunks():
                digest.update(part)
        if digest.hexdigest() != paper.digest:
            yield Says(_("the file of paper %(pk)s is not the one that was kept"), {"pk": paper.pk})
