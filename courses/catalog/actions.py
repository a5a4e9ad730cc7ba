"""Changing the catalogue: branches, the identity of courses, frozen versions, files."""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import IO, Any
from uuid import UUID

from django.core.files.base import ContentFile, File
from django.core.files.storage import storages
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from courses.catalog.drafts import CourseDraft, LessonDraft
from courses.catalog.events import BranchOpened, VersionReleased
from courses.catalog.models import (
    Blob,
    Branch,
    Course,
    CourseVersion,
    LessonItem,
    LessonRendering,
    LessonSuccession,
    LessonVersion,
    VersionFacet,
    VersionLesson,
)
from courses.catalog.rules import may_open_branch, may_release, may_render
from courses.catalog.states import FacetKind, ForLearners
from lms.kernel import audit
from lms.kernel.actors import SYSTEM, Actor
from lms.kernel.errors import BadInput, require
from lms.kernel.events import announce
from lms.kernel.names import fold

_PIECE = 1024 * 1024  # bytes of a file read at a time


@transaction.atomic
def open_branch(code: str, name: str, *, by: Actor) -> Branch:
    """A new branch. Opening it again changes nothing."""
    require(may_open_branch(by, None))
    branch, created = Branch.objects.get_or_create(code=code, defaults={"name": name})
    if created:
        audit.record("open_branch", branch, by=by)
        announce(BranchOpened(branch.pk))
    return branch


@transaction.atomic
def identify(code: str, branch: Branch, *, by: Actor) -> Course:
    """The identity behind a course code, made on the first release. A code owned by another branch is refused."""
    course = Course.objects.select_related("branch").filter(code=code).first()
    if course is None:
        course = Course(code=code, slug=slugify(fold(code)), branch=branch)
        require(may_release(by, course))
        course.save()
        audit.record("identify", course, by=by)
    elif course.branch_id != branch.pk:
        raise BadInput(_("The code %(code)s belongs to another branch.") % {"code": code})
    return course


def keep_file(content: bytes | IO[bytes], content_type: str) -> Blob:
    """Keep a file under its SHA-256; the same bytes are kept once. An open file is read in pieces, from its beginning.

    The bytes are written first, under a name of this call's own, and the row names it last: what a killed process left
    half written is named by no row, and of two who keep the same file the second takes its copy away again.
    """
    opened = ContentFile(content) if isinstance(content, bytes) else File(content)
    digest, size = hashlib.sha256(), 0
    for piece in opened.chunks(_PIECE):
        digest.update(piece)
        size += len(piece)
    key = digest.hexdigest()
    blob = Blob.objects.filter(pk=key).first()
    if blob:
        return blob
    opened.seek(0)
    storage = storages["private"]
    name = storage.save(f"tep/{key[:2]}/{key}-{secrets.token_hex(8)}", opened)
    try:
        with transaction.atomic():
            facts = {"size": size, "content_type": content_type, "name": name}
            blob, created = Blob.objects.get_or_create(digest=key, defaults=facts)
            if created:
                audit.record("keep_file", blob, by=SYSTEM)
    except BaseException:
        storage.delete(name)
        raise
    if not created:
        storage.delete(name)
    return blob


def frozen_lesson(draft: LessonDraft, by: Actor) -> LessonVersion:
    """The lesson version with these words; a new one only where the words are new."""
    digest = audit.digest(draft.words())
    same = LessonVersion.objects.filter(key=draft.key, language=draft.language, digest=digest).first()
    if same is None:
        same = LessonVersion.objects.create(
            key=draft.key,
            language=draft.language,
            title=draft.title,
            summary=draft.summary,
            minutes=draft.minutes,
            schema=draft.schema,
            source=draft.source,
            anchors=list(draft.anchors),
            digest=digest,
        )
        LessonItem.objects.bulk_create(
            LessonItem(lesson=same, kind=item.kind, key=item.key, version_key=item.version_key) for item in draft.items
        )
        audit.record("freeze", same, by=by)
    LessonRendering.objects.get_or_create(lesson=same, renderer=draft.renderer, defaults={"html": draft.html})
    return same


@transaction.atomic
def keep_rendering(lesson: LessonVersion, renderer: int, html: str, *, by: Actor) -> LessonRendering:
    """Keep the HTML a renderer made of a lesson, beside the older ones. Keeping it again changes nothing.

    The entry vouches for nothing: nobody looked whether the lesson's words are still what was frozen.
    """
    require(may_render(by, lesson))
    made, created = LessonRendering.objects.get_or_create(lesson=lesson, renderer=renderer, defaults={"html": html})
    if created:
        audit.looked(lesson, by=by, verb="rerender")
    return made


def _version(
    course: Course, draft: CourseDraft, number: int, source: dict[str, Any], by: Actor, terms: "Terms"
) -> CourseVersion:
    facts = draft.facts()
    searched = [course.code, draft.title_vi, draft.title_en, draft.summary, *draft.tools, *draft.standards]
    searched += [*draft.outcomes, *(module["title"] for module in draft.modules)]
    columns = {name: value for name, value in facts.items() if name not in ("audiences", "tools", "hours")}
    return CourseVersion.objects.create(
        course=course,
        number=number,
        hours=draft.hours,
        source=source,
        digest=audit.digest(source),
        folded=fold(" ".join(searched)),
        note=terms.note,
        for_learners=terms.for_learners,
        released_by_id=by.pk,
        **columns,
    )


@dataclass(frozen=True)
class Terms:
    """What a release says besides words: why, what becomes of those under way, {vanished key: its successor}."""

    note: str = ""
    for_learners: str = ForLearners.STAY
    successions: Mapping[UUID, UUID] = field(default_factory=dict)


def _succeed(version: CourseVersion, successions: Mapping[UUID, UUID], by: Actor) -> None:
    """Write down who stands for whom; only a lesson of the version before, and one of this version."""
    now = set(version.lessons.values_list("lesson__key", flat=True))
    before = version.course.versions.filter(number__lt=version.number).order_by("-number").first()
    then = set(before.lessons.values_list("lesson__key", flat=True)) if before else set()
    if not (set(successions) <= then - now and set(successions.values()) <= now):
        raise BadInput(_("A lesson that left the course can only be succeeded by one that is in it."))
    rows = [LessonSuccession(version=version, old=old, new=new) for old, new in successions.items()]
    LessonSuccession.objects.bulk_create(rows)
    audit.record_many("succeed", rows, by=by)


@transaction.atomic
def release(
    course_id: int, draft: CourseDraft, *, by: Actor, note: str = "", terms: Terms | None = None
) -> CourseVersion:
    """Freeze the draft as the course's current version. The same words released twice make no version.

    `note` is short for terms that say nothing else.
    """
    terms = terms or Terms(note)
    # `current` is not joined: PostgreSQL would give none where it changed while this waited for the lock.
    course = Course.objects.select_for_update(of=("self",)).select_related("branch").get(pk=course_id)
    require(may_release(by, course))
    if len({lesson.key for lesson in draft.lessons}) != len(draft.lessons):
        raise BadInput(_("Two lessons of this course have the same key."))
    lessons = [frozen_lesson(lesson, by) for lesson in draft.lessons]
    places = [[str(kept.key), kept.digest, lesson.module] for kept, lesson in zip(lessons, draft.lessons, strict=True)]
    source = {**draft.facts(), "lessons": places}
    if course.current and course.current.digest == audit.digest(source):
        return course.current
    last = course.versions.order_by("-number").first()
    version = _version(course, draft, last.number + 1 if last else 1, source, by, terms)
    VersionLesson.objects.bulk_create(
        VersionLesson(version=version, lesson=kept, position=position, module=lesson.module)
        for position, (kept, lesson) in enumerate(zip(lessons, draft.lessons, strict=True), start=1)
    )
    VersionFacet.objects.bulk_create(
        [VersionFacet(version=version, kind=FacetKind.AUDIENCE, value=value) for value in draft.audiences]
        + [VersionFacet(version=version, kind=FacetKind.TOOL, value=value) for value in draft.tools]
    )
    course.current = version
    course.save(update_fields=["current"])
    _succeed(version, terms.successions, by)
    audit.record("release", version, by=by, detail={"note": terms.note} if terms.note else None)
    audit.record("release", course, by=by, fields=("current",))
    announce(VersionReleased(course.pk, version.pk))
    return version
