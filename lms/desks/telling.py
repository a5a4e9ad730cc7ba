"""What people are told, in words: each function finds who, and says it once (lms.notices). Called by reactions."""

from django.urls import reverse
from django.utils.translation import gettext as _

from certificates.models import Certificate
from cms.orders.models import ReleaseOrder
from cms.orders.states import OrderState
from courses.catalog.models import CourseVersion
from courses.learning.models import CourseRun, Enrolment, VersionOffer
from courses.learning.states import EnrolmentState
from lms.kernel.languages import either
from lms.kernel.templatetags.viet import ngay
from lms.notices.actions import Words, tell, tell_many
from lms.notices.states import NoticeKind
from lms.people.queries import person_with


def of_enrolments(enrolment_ids: tuple[int, ...]) -> None:
    """The learners, of being in a class: all of one class and version."""
    rows = Enrolment.objects.filter(pk__in=enrolment_ids).select_related("person", "run", "version")
    enrolments = list(rows.defer("version__source", "version__folded").order_by("pk"))
    run, version = enrolments[0].run, enrolments[0].version

    def say() -> Words:
        course = version.title
        begins = _("The class begins on {day}.").format(day=ngay(run.starts_on)) if run.starts_on else ""
        when = begins or _("You may begin at once and continue whenever you have time.")
        how = _(
            "Sign in with your e-mail address (if you have no password yet, choose “Sign in with a code”) "
            "or with the code and PIN of your card."
        )
        return Words(
            subject=_("You are enrolled in {course}").format(course=course),
            text=_("You are in class {run} of the course {course}.").format(run=run.code, course=course)
            + f" {when}\n\n{how}",
            action=_("Open the class"),
            path=reverse("run", args=[run.code]),
        )

    told = {f"enrolment:{each.pk}": each.person for each in enrolments}
    tell_many(told, NoticeKind.ENROLLED, say, group=f"run:{run.pk}")


def of_start(run_id: int) -> None:
    """Everybody in the class who has not finished, of the day it begins."""
    run = CourseRun.objects.select_related("course__current").get(pk=run_id)
    learning = Enrolment.objects.filter(run=run, state=EnrolmentState.ENROLLED)
    told = learning.filter(person__notices__kind=NoticeKind.STARTS_SOON, person__notices__about=f"run:{run.pk}")
    for enrolment in learning.exclude(pk__in=told.values("pk")).select_related("person", "version"):

        def say(version: CourseVersion = enrolment.version) -> Words:
            return Words(
                subject=_("{course} begins on {day}").format(course=version.title, day=ngay(run.starts_on)),
                text=_(
                    "Class {run} begins on {day}. Its lessons open on that day; any device with a browser will do."
                ).format(run=run.code, day=ngay(run.starts_on)),
                action=_("Open the class"),
                path=reverse("run", args=[run.code]),
            )

        tell(enrolment.person, NoticeKind.STARTS_SOON, f"run:{run.pk}", say)


def of_release(order_id: int) -> None:
    """Who asked for a release at a time, of its being done; who asked for any, of its being refused."""
    order = ReleaseOrder.objects.select_related("version").get(pk=order_id)
    if order.by_id is None or (order.state == OrderState.DONE and order.at is None):
        return

    def say() -> Words:
        if order.version and order.state == OrderState.DONE:
            subject = _("{course} is released").format(course=order.code)
            text = order.said or _("Version {n} is what new learners get now.").format(n=order.version.number)
        else:
            subject = _("{course} was not released").format(course=order.code)
            text = order.said + " " + _("Nothing has changed for learners.")
        path = reverse("release_course", args=[order.page_number])
        return Words(subject=subject, text=text, action=_("Open the release"), path=path)

    tell(person_with(order.by_id), NoticeKind.VERSION, f"release:{order.pk}", say, relay=False)


def of_offer(offer_id: int) -> None:
    """The learner, of a newer version they may change to."""
    offer = VersionOffer.objects.select_related("enrolment__person", "enrolment__run", "version").get(pk=offer_id)
    run, version = offer.enrolment.run, offer.version

    def say() -> Words:
        return Words(
            subject=_("A newer version of {course}").format(course=version.title),
            text=_("Class {run} can continue on version {n} of the course.").format(run=run.code, n=version.number)
            + _what_is_new(version)
            + "\n\n"
            + _("The page of the offer says what would become of your progress. You may change, or stay as you are."),
            action=_("See what is new"),
            path=reverse("version_offer", args=[run.code, offer.pk]),
        )

    group = f"version:{version.pk}:{run.pk}"
    tell(offer.enrolment.person, NoticeKind.VERSION, f"offer:{offer.pk}", say, group=group)


def of_version(enrolment_id: int, version_id: int) -> None:
    """The learner, of having been moved to a newer version."""
    enrolment = Enrolment.objects.select_related("person", "run").get(pk=enrolment_id)
    version, run = CourseVersion.objects.get(pk=version_id), enrolment.run

    def say() -> Words:
        return Words(
            subject=_("{course}: you continue on version {n}").format(course=version.title, n=version.number),
            text=_("Class {run} continues on version {n} of the course.").format(run=run.code, n=version.number)
            + _what_is_new(version)
            + "\n\n"
            + _("What you have read and answered is kept."),
            action=_("Open the class"),
            path=reverse("run", args=[run.code]),
        )

    about, group = f"moved:{enrolment.pk}:{version.pk}", f"moved:{version.pk}:{run.pk}"
    tell(enrolment.person, NoticeKind.VERSION, about, say, group=group)


def _what_is_new(version: CourseVersion) -> str:
    return "\n\n" + _("What is new: {note}").format(note=version.note) if version.note else ""


def of_completion(enrolment_id: int) -> None:
    """The learner, of having completed a course."""
    enrolment = Enrolment.objects.select_related("person", "run", "version").get(pk=enrolment_id)
    run, version = enrolment.run, enrolment.version

    def say() -> Words:
        return Words(
            subject=_("You have completed {course}").format(course=version.title),
            text=_("Everything that class {run} asks for is there. Your completion is stored.").format(run=run.code)
            + " "
            + _("Your certificate is issued automatically; you need not do anything."),
            action=_("See my learning"),
            path=reverse("my_learning"),
        )

    tell(enrolment.person, NoticeKind.COMPLETED, f"enrolment:{enrolment.pk}", say, group=f"run:{run.pk}")


def of_certificate(certificate_id: int) -> None:
    """The holder, of a certificate with its numbers."""
    certificate = Certificate.objects.select_related("person", "completion__enrolment__run").get(pk=certificate_id)
    run, facts = certificate.completion.enrolment.run, certificate.facts

    def say() -> Words:
        course = either(facts["course_vi"], facts["course_en"])
        numbers = _("Serial number: {serial}\nRegister number: {register}\nVerification code: {code}").format(
            serial=certificate.serial, register=certificate.register_number, code=certificate.code
        )
        return Words(
            subject=_("Your certificate for {course} has been issued").format(course=course),
            text=_("The certificate is issued and in the register.")
            + f"\n{numbers}\n\n"
            + _("You may send its address to anybody: they see your name, the course and its state, and no marks."),
            action=_("Open the certificate"),
            path=reverse("verify_code", args=[certificate.code]),
        )

    tell(certificate.person, NoticeKind.CERTIFICATE, f"certificate:{certificate.pk}", say, group=f"run:{run.pk}")
