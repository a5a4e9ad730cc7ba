"""What a programme and a nomination can be, and the two flows, each a table."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.kernel.actors import any_of, only_system
from lms.kernel.flow import Flow, Move
from lms.nominations.rules import (
    is_endorsing_manager,
    is_managing,
    is_nominee,
    is_officer,
    is_recording_officer,
    is_screening_officer,
)


class ProgrammeState(models.TextChoices):
    ANNOUNCED = "announced", _("announced")
    OPEN = "open", _("open for nominations")
    CLOSED = "closed", _("closed for nominations")
    SENT = "sent", _("sent to the national body")
    ANSWERED = "answered", _("answered")
    RUNNING = "running", pgettext_lazy("programme", "running")
    ENDED = "ended", _("ended")
    CANCELLED = "cancelled", _("cancelled")
    POSTPONED = "postponed", _("postponed")
    NO_QUOTA = "no_quota", _("no places for Viet Nam")


P = ProgrammeState
_BEFORE_START = frozenset({P.ANNOUNCED, P.OPEN, P.CLOSED, P.SENT, P.ANSWERED})

# `announce` is the beginning (Flow.begin). What `only_system` may do, the clock does at its hour (clocks.py).
PROGRAMME = Flow(
    "programme",
    Move("open", frozenset({P.ANNOUNCED}), P.OPEN, only_system),
    Move("close", frozenset({P.OPEN}), P.CLOSED, only_system),
    Move("extend", frozenset({P.CLOSED}), P.OPEN, is_officer, _("Extend the deadline")),
    Move("finish_list", frozenset({P.CLOSED}), P.SENT, is_officer, _("Close the list")),
    Move("answer", frozenset({P.SENT}), P.ANSWERED, is_officer, _("All answers are recorded")),
    Move("start", frozenset({P.ANSWERED, P.SENT, P.CLOSED, P.OPEN}), P.RUNNING, only_system),
    Move("end", frozenset({P.RUNNING}), P.ENDED, only_system),
    Move("cancel", _BEFORE_START | {P.POSTPONED}, P.CANCELLED, is_officer, _("Record the cancellation")),
    Move("postpone", _BEFORE_START, P.POSTPONED, is_officer, _("Record the postponement")),
    Move("reopen", frozenset({P.POSTPONED}), P.OPEN, is_officer, _("Open again with new dates")),
    Move("no_quota", frozenset({P.ANNOUNCED, P.OPEN}), P.NO_QUOTA, is_officer, _("Record that there are no places")),
    history="nominations.ProgrammeMove",
)


class NominationState(models.TextChoices):
    DRAFT = "draft", _("being written")
    AWAITING_ENDORSEMENT = "awaiting_endorsement", _("waits for the organisation")
    RETURNED = "returned", _("returned by the organisation")
    SCREENING = "screening", _("being screened")
    INCOMPLETE = "incomplete", _("documents to be added")
    INELIGIBLE = "ineligible", _("not eligible")
    OVERDUE = "overdue", _("overdue")
    RANKING = "ranking", _("waits for its rank")
    NOMINATED = "nominated", _("nominated")
    CITY_RESERVE = "city_reserve", _("alternate of the city")
    NOT_NOMINATED = "not_nominated", _("not nominated")
    SENT = "sent", _("sent to the national body")
    NOT_FORWARDED = "not_forwarded", _("not forwarded by the national body")
    WITH_APO = "with_apo", _("with the APO")
    SELECTED = "selected", _("selected by the APO")
    APO_RESERVE = "apo_reserve", _("alternate at the APO")
    NOT_SELECTED = "not_selected", _("not selected")
    REPLACING = "replacing", _("selected in another's place")
    CONFIRMED = "confirmed", _("attendance confirmed")
    WITHDRAWN_BEFORE = "withdrawn_before", _("withdrawn before the result")
    WITHDRAWN_AFTER = "withdrawn_after", _("withdrawn after selection")
    ATTENDING = "attending", _("attending")
    NOT_COMPLETED = "not_completed", _("not completed")
    COMPLETED = "completed", _("completed")
    REPORT_DUE = "report_due", _("report due")
    PLAN_DUE = "plan_due", _("action plan due")
    FOLLOW_UP = "follow_up", _("followed up after six months")
    CLOSED = "closed", _("closed")
    CANCELLED = "cancelled", _("programme cancelled")


N = NominationState
ENDED = frozenset(
    {N.INELIGIBLE, N.OVERDUE, N.NOT_NOMINATED, N.NOT_FORWARDED, N.NOT_SELECTED, N.WITHDRAWN_BEFORE, N.WITHDRAWN_AFTER,
     N.NOT_COMPLETED, N.CLOSED, N.CANCELLED}
)  # fmt: skip
WRITING = frozenset({N.DRAFT, N.AWAITING_ENDORSEMENT, N.RETURNED})
IN_CITY = WRITING | {N.SCREENING, N.INCOMPLETE, N.RANKING, N.NOMINATED}  # lapses where the list has gone without it
LISTED = frozenset({N.NOMINATED, N.CITY_RESERVE})  # ranked, and the order still the city's to change
# Counted against the places when somebody is nominated or takes another's place.
HOLDS_RANK = frozenset(
    {N.NOMINATED, N.SENT, N.WITH_APO, N.SELECTED, N.APO_RESERVE, N.REPLACING, N.CONFIRMED, N.ATTENDING}
)
HOLDS_PLACE = frozenset(
    {N.SELECTED, N.REPLACING, N.CONFIRMED, N.ATTENDING, N.COMPLETED, N.REPORT_DUE, N.PLAN_DUE, N.FOLLOW_UP, N.CLOSED}
)
AWAY_OR_BACK = frozenset({N.ATTENDING, N.COMPLETED, N.REPORT_DUE, N.PLAN_DUE, N.FOLLOW_UP, N.CLOSED})  # was sent there
_BEFORE_RESULT = frozenset(IN_CITY | {N.CITY_RESERVE, N.SENT, N.WITH_APO, N.APO_RESERVE})
_CHOSEN = frozenset({N.SELECTED, N.REPLACING, N.CONFIRMED})
# Once the person has been there the programme's end no longer undoes it.
_CANCELLABLE = frozenset(_BEFORE_RESULT | _CHOSEN)

_NOMINEE_OR_OFFICER = any_of(is_nominee, is_recording_officer)
_SENDERS = any_of(is_nominee, is_managing)

# `draft` is the beginning (Flow.begin).
NOMINATION = Flow(
    "nomination",
    Move("submit", frozenset({N.DRAFT}), N.AWAITING_ENDORSEMENT, is_nominee, _("Send to my organisation")),
    Move("endorse", frozenset({N.DRAFT, N.AWAITING_ENDORSEMENT}), N.SCREENING, is_endorsing_manager, _("Nominate")),
    Move("return", frozenset({N.AWAITING_ENDORSEMENT}), N.RETURNED, is_managing, _("Return to the nominee")),
    Move("revise", frozenset({N.RETURNED}), N.DRAFT, is_nominee, _("Change the file")),
    Move("ask", frozenset({N.SCREENING}), N.INCOMPLETE, is_screening_officer, _("Ask for documents")),
    Move("supply", frozenset({N.INCOMPLETE}), N.SCREENING, _SENDERS, _("Send the added documents")),
    Move("reject", frozenset({N.SCREENING}), N.INELIGIBLE, is_screening_officer, _("Not eligible")),
    Move("accept", frozenset({N.SCREENING}), N.RANKING, is_screening_officer, _("Eligible")),
    Move("admit", frozenset({N.SCREENING}), N.ATTENDING, is_screening_officer, _("Record the self-paced learner")),
    Move("lapse", IN_CITY, N.OVERDUE, only_system),
    Move("readmit", frozenset({N.OVERDUE}), N.SCREENING, is_recording_officer, _("Take the late file")),
    Move("reconsider", frozenset({N.INELIGIBLE}), N.SCREENING, is_screening_officer, _("Look at the file again")),
    Move(
        "rank", frozenset({N.RANKING, N.CITY_RESERVE}), N.NOMINATED, is_screening_officer, _("Nominate next in order")
    ),
    Move("reserve", frozenset({N.RANKING}), N.CITY_RESERVE, is_screening_officer, _("Make an alternate")),
    Move("unrank", frozenset({N.NOMINATED, N.CITY_RESERVE}), N.RANKING, is_screening_officer, _("Take off the list")),
    Move("decline", frozenset({N.RANKING, N.CITY_RESERVE}), N.NOT_NOMINATED, is_screening_officer, _("Not nominated")),
    Move("forward", frozenset({N.NOMINATED}), N.SENT, is_recording_officer),
    Move("stop", frozenset({N.SENT}), N.NOT_FORWARDED, is_recording_officer, _("Record: not forwarded")),
    Move("pass_on", frozenset({N.SENT}), N.WITH_APO, is_recording_officer, _("Record: passed on to the APO")),
    Move("select", frozenset({N.WITH_APO}), N.SELECTED, is_recording_officer, _("Record: selected")),
    Move("shelve", frozenset({N.WITH_APO}), N.APO_RESERVE, is_recording_officer, _("Record: alternate at the APO")),
    Move(
        "refuse",
        frozenset({N.WITH_APO, N.APO_RESERVE}),
        N.NOT_SELECTED,
        is_recording_officer,
        _("Record: not selected"),
    ),
    Move(
        "replace",
        frozenset({N.APO_RESERVE, N.CITY_RESERVE, N.NOMINATED, N.WITH_APO}),
        N.REPLACING,
        is_recording_officer,
        _("Record: selected in another's place"),
    ),
    Move("confirm", frozenset({N.SELECTED, N.REPLACING}), N.CONFIRMED, _NOMINEE_OR_OFFICER, _("Confirm attendance")),
    Move("ask_again", frozenset({N.CONFIRMED}), N.SELECTED, only_system),
    Move("withdraw", _BEFORE_RESULT, N.WITHDRAWN_BEFORE, _SENDERS, _("Withdraw the nomination")),
    Move("step_back", _CHOSEN, N.WITHDRAWN_AFTER, _NOMINEE_OR_OFFICER, _("Withdraw after selection")),
    Move("depart", frozenset({N.CONFIRMED}), N.ATTENDING, only_system),
    Move("fail", frozenset({N.ATTENDING}), N.NOT_COMPLETED, is_recording_officer, _("Record: not completed")),
    Move("complete", frozenset({N.ATTENDING}), N.COMPLETED, is_recording_officer, _("Record the APO's certificate")),
    Move("await_report", frozenset({N.COMPLETED}), N.REPORT_DUE, only_system),
    Move("report", frozenset({N.REPORT_DUE}), N.PLAN_DUE, is_nominee, _("Send the report")),
    Move("plan", frozenset({N.PLAN_DUE}), N.FOLLOW_UP, is_nominee, _("Send the action plan")),
    Move("finish", frozenset({N.FOLLOW_UP}), N.CLOSED, is_recording_officer, _("Take the six-month report and close")),
    Move("cancel", _CANCELLABLE, N.CANCELLED, only_system),
    history="nominations.NominationMove",
)


class Stage(models.TextChoices):
    """The columns of the board: each state stands in exactly one."""

    WRITING = "soan", _("Being written")
    SCREENING = "ra-soat", _("Screening")
    RANKING = "xep-thu-tu", _("Ranking")
    SENT = "da-gui", _("Sent")
    SELECTED = "duoc-chon", _("Selected")
    AFTER = "sau-khoa", _("After the course")
    ENDED = "da-khep", _("Closed files")


STAGES: dict[Stage, frozenset[str]] = {
    Stage.WRITING: WRITING,
    Stage.SCREENING: frozenset({N.SCREENING, N.INCOMPLETE}),
    Stage.RANKING: frozenset({N.RANKING, N.NOMINATED, N.CITY_RESERVE}),
    Stage.SENT: frozenset({N.SENT, N.WITH_APO, N.APO_RESERVE}),
    Stage.SELECTED: frozenset({*_CHOSEN, N.ATTENDING}),
    Stage.AFTER: frozenset({N.COMPLETED, N.REPORT_DUE, N.PLAN_DUE, N.FOLLOW_UP}),
    Stage.ENDED: ENDED,
}


class ProgrammeKind(models.TextChoices):
    """The third part of an APO code (DOMAIN 2.1)."""

    TRC = "TRC", _("training course")
    WSP = "WSP", _("workshop")
    CON = "CON", _("conference")
    OSM = "OSM", _("observational study mission")
    RES = "RES", _("research")
    DLN = "DLN", _("digital course")
    SEL = "SEL", _("self-paced course")


class ProgrammeMode(models.TextChoices):
    FACE_TO_FACE = "face_to_face", _("face to face")
    ONLINE_LIVE = "online_live", _("online, live")
    SELF_PACED = "online_self_paced", _("online, self-paced")


class DocumentKind(models.TextChoices):
    BIODATA = "biodata", _("APO biodata form")
    MEDICAL = "medical_insurance_declaration", _("medical and insurance declaration")
    ENDORSEMENT = "employer_endorsement", _("the organisation's letter of nomination")
    PURPOSE = "statement_of_purpose", _("statement of purpose")
    COUNTRY_PAPER = "country_paper", _("country paper")
    PASSPORT = "passport_copy", _("copy of the passport")
    CONSENT = "consent", _("signed consent to process and transfer personal data")
    VISA = "visa_support", _("visa and insurance papers")
    CERTIFICATE = "apo_certificate", _("copy of the APO's certificate")
    REPORT = "report", _("report after the course")
    PLAN = "action_plan", _("action plan")
    RESULT_REPORT = "six_month_report", _("six-month report")
    OTHER = "other", _("another paper")


# Read by the nominee and officers only, and removed after the result.
OF_HEALTH_OR_IDENTITY = frozenset({DocumentKind.MEDICAL, DocumentKind.PASSPORT})


class LetterKind(models.TextChoices):
    FORWARDING = "forwarding", _("forwarding letter")
    ANSWER = "answer", _("answer of the national body or the APO")
    CONSENT = "consent", _("consent to a late file or a replacement")
    NOTICE = "notice", _("notice of a change of the programme")
