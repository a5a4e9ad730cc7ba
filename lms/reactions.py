"""Everything that happens by itself, in the order it happens. Loaded in every process by `lms/apps.py`."""

from certificates import actions as certificates
from certificates.events import CertificateIssued
from certificates.tasks import DRAW
from cms import groups
from cms.orders.events import ReleaseEnded
from cms.translation import actions as translation
from cms.versions.standing import LOOK
from courses.catalog import queries as catalog
from courses.catalog.events import CourseMoved, VersionReleased, WordsAttached
from courses.learning import actions as learning
from courses.learning.events import CourseCompleted, Enrolled, RunOpened, RunStartsSoon, VersionOffered, VersionTaken
from lms.desks import telling
from lms.kernel import generations, jobs
from lms.kernel.actors import SYSTEM
from lms.kernel.events import on
from lms.nominations import telling as nominations
from lms.nominations.events import AnswersMissing, ClosingNears, NominationMoved, ProgrammeMoved
from lms.people import queries as people
from lms.people.events import LanguageChosen, PersonJoined, PersonRenamed, RolesChanged


@on(VersionReleased)
def renew_public_pages_for_a_version(event: VersionReleased) -> None:
    generations.turn(generations.PUBLIC)


@on(VersionReleased)
def keep_the_other_language(event: VersionReleased) -> None:
    translation.attach_after_release(event.course_id, by=SYSTEM)


@on(WordsAttached)
def renew_public_pages_for_words(event: WordsAttached) -> None:
    generations.turn(generations.PUBLIC)


@on(VersionReleased)
def look_at_the_live_pages_of_a_version(event: VersionReleased) -> None:
    jobs.ask(LOOK, catalog.course_with(event.course_id).code)


@on(CourseMoved)
def let_nobody_into_a_retired_course(event: CourseMoved) -> None:
    learning.let_nobody_in(event.course_id)


@on(CourseMoved)
def renew_public_pages_for_a_course(event: CourseMoved) -> None:
    generations.turn(generations.PUBLIC)


@on(PersonRenamed)
def renew_public_pages_for_a_trainers_name(event: PersonRenamed) -> None:
    if catalog.names_as_trainer(event.person_id):
        generations.turn(generations.PUBLIC)


@on(RunOpened)
def renew_public_pages_for_a_class(event: RunOpened) -> None:
    generations.turn(generations.PUBLIC)


@on(RolesChanged)
def mirror_roles_into_groups(event: RolesChanged) -> None:
    groups.mirror(event.person_id)


@on(PersonJoined)
def mirror_roles_of_a_new_user(event: PersonJoined) -> None:
    if people.holds_any_role(event.person_id):
        groups.mirror(event.person_id)


@on(LanguageChosen)
def speak_their_language_in_the_back_office(event: LanguageChosen) -> None:
    if people.holds_any_role(event.person_id):
        groups.mirror(event.person_id)


@on(Enrolled)
def tell_of_enrolment(event: Enrolled) -> None:
    telling.of_enrolments(event.enrolment_ids)


@on(RunStartsSoon)
def tell_of_start(event: RunStartsSoon) -> None:
    telling.of_start(event.run_id)


@on(ReleaseEnded)
def tell_of_release(event: ReleaseEnded) -> None:
    telling.of_release(event.order_id)


@on(VersionOffered)
def tell_of_offer(event: VersionOffered) -> None:
    telling.of_offer(event.offer_id)


@on(VersionTaken)
def tell_of_move(event: VersionTaken) -> None:
    if not event.asked:
        telling.of_version(event.enrolment_id, event.version_id)


@on(CourseCompleted)
def tell_of_completion(event: CourseCompleted) -> None:
    telling.of_completion(event.enrolment_id)


@on(CourseCompleted)
def issue_certificate(event: CourseCompleted) -> None:
    certificates.issue(event.enrolment_id, by=SYSTEM)


@on(CertificateIssued)
def tell_of_certificate(event: CertificateIssued) -> None:
    telling.of_certificate(event.certificate_id)


@on(CertificateIssued)
def draw_certificate(event: CertificateIssued) -> None:
    jobs.ask(DRAW, event.certificate_id)  # a row now, the worker after the commit


@on(NominationMoved)
def tell_of_nomination(event: NominationMoved) -> None:
    nominations.of_move(event.nomination_id, event.by_id)


@on(ProgrammeMoved)
def tell_of_programme(event: ProgrammeMoved) -> None:
    if event.verb in ("open", "extend", "reopen"):
        nominations.of_opening(event.programme_id)


@on(ClosingNears)
def remind_of_closing(event: ClosingNears) -> None:
    nominations.of_closing(event.programme_id, event.days)


@on(AnswersMissing)
def remind_of_answers(event: AnswersMissing) -> None:
    nominations.of_missing_answers(event.programme_id)
