"""What people are told of nominations, in words: each function finds who, and says it once (lms.notices)."""

from functools import partial

from django.urls import reverse
from django.utils.translation import gettext as _

from lms.kernel.templatetags.viet import ngay
from lms.nominations import queries, words
from lms.nominations.models import Nomination, Programme
from lms.nominations.states import WRITING, NominationState
from lms.notices.actions import Words, tell
from lms.notices.states import NoticeKind
from lms.people.models import Person
from lms.people.queries import holders, managers_in
from lms.people.states import RoleKind

N = NominationState
# What the organisation is told besides the nominee.
_TO_THE_ORGANISATION = frozenset(
    {N.INCOMPLETE, N.INELIGIBLE, N.OVERDUE, N.NOT_NOMINATED, N.NOMINATED, N.SELECTED, N.REPLACING, N.NOT_SELECTED,
     N.WITHDRAWN_BEFORE, N.WITHDRAWN_AFTER, N.CANCELLED}
)  # fmt: skip
# Steps back and forth inside the office, and what one has just done oneself, are no news.
_NO_NEWS = frozenset({N.DRAFT, N.COMPLETED})


def _nomination(pk: int) -> Nomination:
    rows = Nomination.objects.select_related("programme", "nominee", "organisation", "letter")
    return rows.get(pk=pk)


def of_move(nomination_id: int, by_id: int | None) -> None:
    """The nominee of where the file stands; the organisation of what concerns it; officers of a late withdrawal."""
    nomination = _nomination(nomination_id)
    last = nomination.moves.order_by("pk").last()
    if last is None or last.verb == "unrank":
        return
    about = f"nomination:{nomination.pk}:{last.pk}"  # one telling for each time it moved
    if nomination.state not in _NO_NEWS and by_id != nomination.nominee_id:
        to_nominee = partial(_to_nominee, nomination)
        tell(nomination.nominee, NoticeKind.NOMINATION, about, to_nominee, relay=not nomination.private)
    if nomination.private:  # what was never sent to the organisation is not told to it
        return
    if nomination.state == N.AWAITING_ENDORSEMENT:
        for manager in _managers(nomination, by_id):
            tell(manager, NoticeKind.NOMINATION, about, lambda: _to_endorse(nomination))
    elif nomination.state in _TO_THE_ORGANISATION:
        for manager in _managers(nomination, by_id):
            tell(manager, NoticeKind.NOMINATION, about, lambda: _to_organisation(nomination))
    if nomination.state == N.WITHDRAWN_AFTER:
        for officer in holders(RoleKind.OFFICER).exclude(pk=by_id or 0):
            tell(officer, NoticeKind.NOMINATION, f"{about}:office", lambda: _to_office(nomination))


def _managers(nomination: Nomination, by_id: int | None) -> list[Person]:
    return list(managers_in(nomination.organisation_id).exclude(pk__in=[nomination.nominee_id, by_id or 0]))


def _path(nomination: Nomination) -> str:
    return reverse("nomination", args=[nomination.pk])


def _state(nomination: Nomination) -> str:
    return str(nomination.get_state_display())


def _to_nominee(nomination: Nomination) -> Words:
    standing = words.standing(nomination)
    text = f"{standing.title} {standing.text}"
    last = nomination.moves.order_by("pk").last()
    reason = queries.reasons(nomination).get(last.verb, "") if last else ""
    if reason:
        text += "\n\n" + _("Reason: {reason}").format(reason=reason)
    subject = _("Nomination for {programme}: {state}")
    return Words(
        subject=subject.format(programme=nomination.programme.title, state=_state(nomination)),
        text=text,
        action=_("Open the file"),
        path=_path(nomination),
    )


def _to_endorse(nomination: Nomination) -> Words:
    name, programme = nomination.nominee.full_name, nomination.programme.title
    return Words(
        subject=_("{name} asks you to confirm their nomination").format(name=name),
        text=_(
            "{name} has written a file for the programme {programme} and sent it to you. "
            "Confirm or return it before {day}."
        ).format(name=name, programme=programme, day=ngay(nomination.due_on)),
        action=_("Open the file"),
        path=_path(nomination),
    )


def _to_organisation(nomination: Nomination) -> Words:
    name, state = nomination.nominee.full_name, _state(nomination)
    return Words(
        subject=_("The nomination of {name}: {state}").format(name=name, state=state),
        text=_("The file of {name} for the programme {programme} is now: {state}.").format(
            name=name, programme=nomination.programme.title, state=state
        ),
        action=_("Open the file"),
        path=_path(nomination),
    )


def _to_office(nomination: Nomination) -> Words:
    name = nomination.nominee.full_name
    text = _(
        "{name} has withdrawn from {programme} after selection. Tell the national body today; the next alternate "
        "stands on the programme's page."
    )
    return Words(
        subject=_("{name} has withdrawn after selection").format(name=name),
        text=text.format(name=name, programme=nomination.programme.title),
        action=_("Open the file"),
        path=_path(nomination),
    )


def of_opening(programme_id: int) -> None:
    """Every manager, of a programme that takes nominations."""
    programme = Programme.objects.get(pk=programme_id)

    def say() -> Words:
        text = _("Your organisation can put people forward until {day}. For whom: {whom}.")
        return Words(
            subject=_("A programme is open for nominations: {programme}").format(programme=programme.title),
            text=text.format(
                day=ngay(programme.city_closing or programme.ends_on),
                whom=programme.meant_for.strip().rstrip(".") or _("everybody at work"),
            ),
            action=_("Open the programme"),
            path=reverse("programme", args=[programme.code]),
        )

    about = f"programme:{programme.pk}:open:{programme.city_closing}"
    for manager in holders(RoleKind.MANAGER):
        tell(manager, NoticeKind.NOMINATION, about, say)


def of_closing(programme_id: int, days: int) -> None:
    """Whoever has a file that is not sent, and the managers it waits for: once for each of the days."""
    unsent = Nomination.objects.filter(programme=programme_id, state__in=sorted(WRITING | {N.INCOMPLETE}))
    for nomination in unsent.select_related("programme", "nominee", "organisation", "letter"):
        about = f"nomination:{nomination.pk}:closing:{days}"
        mine = partial(_closing, nomination, mine=True)
        tell(nomination.nominee, NoticeKind.NOMINATION, about, mine, relay=not nomination.private)
        if nomination.submitted or nomination.opened_by_id != nomination.nominee_id:
            for manager in _managers(nomination, None):
                tell(manager, NoticeKind.NOMINATION, about, partial(_closing, nomination, mine=False))


def _closing(nomination: Nomination, *, mine: bool) -> Words:
    day = ngay(nomination.programme.city_closing)
    text = _("The file has not been sent yet. After {day} it lapses automatically.")
    if not mine:
        text = _("A file of your organisation has not been sent yet. After {day} it lapses automatically.")
    subject = _("Nominations for {programme} close on {day}")
    return Words(
        subject=subject.format(programme=nomination.programme.title, day=day),
        text=text.format(day=day),
        action=_("Open the file"),
        path=_path(nomination),
    )


def of_missing_answers(programme_id: int) -> None:
    """Officers, that the APO's deadline is over and answers are not recorded."""
    programme = Programme.objects.get(pk=programme_id)

    def say() -> Words:
        text = _("The APO's deadline was {day}. Ask the national body which files it passed on, and record it.")
        return Words(
            subject=_("Answers on {programme} are not recorded").format(programme=programme.title),
            text=text.format(day=ngay(programme.apo_closing)),
            action=_("Open the programme"),
            path=reverse("programme", args=[programme.code]),
        )

    for officer in holders(RoleKind.OFFICER):
        tell(officer, NoticeKind.NOMINATION, f"programme:{programme.pk}:answers:{programme.apo_closing}", say)
