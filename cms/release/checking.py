"""What stands in the way of a release, and what its author may want to look at again first. Writes nothing."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from cms.lesson.courses import LessonText
from cms.lesson.kinds import KINDS, Block, Form
from cms.lesson.words import words_of
from cms.release.drafting import branch_of, quiz_keys
from cms.release.planning import COVER, Plan
from cms.translation import sources
from cms.translation.comparing import compare, count
from cms.translation.pieces import of_lesson
from courses.catalog import queries as catalog
from courses.learning import queries as learning
from courses.quizzes import writing
from lms.kernel.errors import BadInput
from lms.kernel.languages import NAMES
from lms.people.queries import holders, names_of
from lms.people.states import RoleKind
from lms.targets import queries as targets

_LINK = re.compile(r"<a\b([^>]*)>(.*?)</a>", re.S)
_HREF = re.compile(r'href="([^"]*)"')
_TAG = re.compile(r"<[^>]+>")
NAMED = 5  # lessons named in one sentence; more are counted


@dataclass(frozen=True)
class Problem:
    """One sentence for the author; `blocks`: nothing is released before it is mended. `page` and `anchor` say where."""

    says: str
    blocks: bool = False
    page: int | None = None  # the page to edit
    anchor: str = ""  # the editor's id of the block
    where: str = ""  # the title of the lesson


def _identity(plan: Plan) -> Iterator[Problem]:
    page, branch = plan.page, branch_of(plan.page)
    if not page.live:
        yield Problem(_("This course page is a draft: publish it first."), True, page.pk)
    if plan.course and plan.course.branch_id != branch.pk:
        says = _("The code %(code)s belongs to a course of another branch: %(branch)s.")
        yield Problem(says % {"code": page.code, "branch": plan.course.branch}, True, page.pk)
    for key, times in Counter(text.key for text in plan.texts).items():
        if times > 1:
            title = next(text.title for text in plan.texts if text.key == key)
            says = _("Two lessons have the same key, one of them is “%(title)s”. Copy its words into a new lesson.")
            yield Problem(says % {"title": title}, True)


def _lost(plan: Plan) -> Iterator[Problem]:
    for lost in plan.lost:
        page = plan.page if lost.stream == COVER else plan.pages[lost.stream]
        yield Problem(lost.says, True, page.pk, lost.anchor, page.title)


def _quizzes(plan: Plan) -> Iterator[Problem]:
    now = writing.prospects(quiz_keys(plan.texts))
    for text, page in zip(plan.texts, plan.pages, strict=True):
        for key in quiz_keys([text]):
            for says in _of_quiz(now.get(key)):
                yield Problem(says, True, page.pk, _anchor_of_quiz(text, key), text.title)


def _anchor_of_quiz(text: LessonText, key: str) -> str:
    places = (i for i, block in enumerate(text.source) if block["type"] == "quiz" and block["value"]["key"] == key)
    return _anchor(text, next(places, -1))


def _of_quiz(quiz: writing.Prospect | None) -> Iterator[str]:
    if quiz is None:
        yield _("This lesson names a quiz that does not exist.")
        return
    title = quiz.quiz.title
    if not 1 <= quiz.draw <= len(quiz.pool):
        says = _("Nobody can pass “%(title)s”: it draws %(draw)s questions, and its bank has %(pool)s.")
        yield says % {"title": title, "draw": quiz.draw, "pool": len(quiz.pool)}
    if quiz.quiz.pass_percent > 100:
        says = _("Nobody can pass “%(title)s”: it asks for %(percent)s percent.")
        yield says % {"title": title, "percent": quiz.quiz.pass_percent}
    if codes := quiz.unfair():
        says = _("In “%(title)s” no answer is right for the questions %(codes)s.")
        yield says % {"title": title, "codes": ", ".join(codes[:NAMED])}


def _completion(plan: Plan) -> Iterator[Problem]:
    asked = quiz_keys(plan.texts)
    for run in learning.runs_that_follow(plan.course) if plan.course else ():
        if run.rule.get("quiz") is not None and not asked:
            says = _("Class %(run)s asks for a quiz result, and no lesson holds a quiz: nobody could complete it.")
            yield Problem(says % {"run": run.code}, True)
        if run.rule.get("lessons") == "all" and not plan.texts:
            says = _("Class %(run)s asks for all lessons, and the course has none: nobody could complete it.")
            yield Problem(says % {"run": run.code}, True)
    page = plan.page
    for name, percent in (("min_quiz", page.min_quiz), ("min_attendance", page.min_attendance)):
        if percent is not None and percent > 100:
            label = page._meta.get_field(name).verbose_name
            yield Problem(_("Nobody can reach %(percent)s percent: %(label)s.") % {"percent": percent, "label": label},
                          True, page.pk)  # fmt: skip
    if page.min_quiz and plan.texts and not asked:
        yield Problem(_("The course asks for a quiz result, and no lesson holds a quiz."), page=page.pk)


def _anchor(text: LessonText, index: int) -> str:
    return text.anchors[index] if 0 <= index < len(text.anchors) else ""


def _blocks(plan: Plan) -> Iterator[Problem]:
    for text, page in zip(plan.texts, plan.pages, strict=True):
        for index, block in enumerate(text.source):
            for says in (*KINDS[block["type"]].faults(block["value"]), *_links(block)):
                yield Problem(says, False, page.pk, _anchor(text, index), text.title)


def _links(block: Block) -> Iterator[str]:
    """Sentences about links that lead nowhere. Other sites are not asked: only the shape of their addresses is."""
    for said in words_of(block):
        if said.form != Form.RICH or "<a" not in said.text:
            continue
        for attributes, inner in _LINK.findall(said.text):
            found = _HREF.search(attributes)
            if not found or not leads_somewhere(found[1]):
                words = _TAG.sub("", inner).strip() or _("without words")
                address = f" ({found[1]})" if found else ""
                yield _("The link “%(words)s” leads nowhere%(address)s.") % {"words": words, "address": address}


def leads_somewhere(address: str) -> bool:
    """Whether an address can be right: of this site, or in the shape of another's. A place within a page has none."""
    parts = urlsplit(address)
    if parts.scheme == "mailto":
        return "@" in parts.path
    if parts.scheme in ("http", "https"):
        host = parts.hostname or ""
        return "." in host.strip(".") and " " not in host
    if not parts.path.startswith("/"):
        return False
    try:
        match = resolve(parts.path)
    except Resolver404:
        return False
    if match.url_name == "course":
        return catalog.course_at(match.kwargs["slug"]) is not None
    return match.url_name != "wagtail_serve"  # a page of ours is linked by its id, and loses its address with it


def _words(plan: Plan) -> Iterator[Problem]:
    """How far the translations of what would be released are, one sentence for each other language."""
    keys = [str(text.key) for text in plan.texts]
    for language in sources.OTHERS if keys else ():
        saved = sources.saved(keys, language)
        missing, outdated = [], []
        for text in plan.texts:
            pieces = of_lesson(text.title, text.summary, list(text.source), list(text.anchors))
            far = count(compare(pieces, saved[str(text.key)]))
            missing += [text.title] if far.missing else []
            outdated += [text.title] if far.outdated else []
        name = _("In English") if language == "en" else NAMES[language]
        if missing:
            yield Problem(f"{name}: {_('not translated to the end')}: {_named(missing)}")
        if outdated:
            yield Problem(f"{name}: {_('translated from words that have changed')}: {_named(outdated)}")


def _named(titles: list[str]) -> str:
    shown = "; ".join(f"“{title}”" for title in titles[:NAMED])
    more = len(titles) - NAMED
    return shown + (" " + _("and %(more)s more") % {"more": more} if more > 0 else "")


def _facts(plan: Plan) -> Iterator[Problem]:
    draft, page = plan.draft, plan.page.pk
    if draft.trainers:
        gone = set(draft.trainers) - set(holders(RoleKind.TRAINER).values_list("pk", flat=True))
        for name in names_of(gone).values():
            yield Problem(_("%(name)s is named as a trainer and is none today.") % {"name": name}, page=page)
    if draft.prerequisites:
        for code in sorted(set(draft.prerequisites) - catalog.known_codes(draft.prerequisites)):
            yield Problem(_("The course %(code)s, to be taken before, is not known.") % {"code": code}, page=page)
    if draft.clauses:
        known = {task.clause for task in targets.clauses()}
        for clause in sorted(set(draft.clauses) - known):
            yield Problem(_("No plan of the city has the clause %(clause)s.") % {"clause": clause}, page=page)


def problems(plan: Plan) -> list[Problem]:
    """Everything found, what blocks a release first."""
    found = [
        problem
        for check in (_identity, _lost, _quizzes, _completion, _blocks, _facts, _words)
        for problem in check(plan)
    ]
    return sorted(found, key=lambda problem: not problem.blocks)


def require_releasable(plan: Plan) -> None:
    """Refuse with the sentence of the first thing that stands in the way of a release."""
    for check in (_identity, _lost, _quizzes, _completion):
        for problem in check(plan):
            if problem.blocks:
                raise BadInput(problem.says)
