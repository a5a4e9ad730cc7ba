"""The words for what the record holds: verbs, kinds of thing, states of a check, sentences of a fault."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lms.nominations.states import NOMINATION, PROGRAMME

# A test finds every verb of the code here.
# A nomination's and a programme's moves say what their buttons say.
_FLOWS = {"nominations.nomination": NOMINATION, "nominations.programme": PROGRAMME}

VERBS: dict[str, str | Promise] = {
    "ask_again": _("asked for a new confirmation"),
    "ask_release": _("asked for the release of a course"),
    "ask_sample": _("asked for a sample"),
    "answer_offer": _("answered the offer of a version"),
    "announce": _("announced a programme"),
    "attach_facts": _("attached the facts of a course in another language"),
    "attach_words": _("attached a lesson in another language"),
    "await_report": _("began to wait for the report"),
    "begin": _("began it"),
    "cancel": _("recorded a cancellation"),
    "change_version": _("changed to a newer version of the course"),
    "change_member": _("changed a member"),
    "choose_language": _("chose a language"),
    "close": _("closed nominations"),
    "complete": _("recorded a completion"),
    "consent": _("recorded a consent"),
    "correct": _("entered a revision"),
    "decide": _("entered the decision of a class"),
    "depart": _("recorded the departure"),
    "draft": _("began a nomination file"),
    "draw": _("drew the file of a certificate"),
    "draw_sample": _("drew a sample"),
    "end": _("ended a programme"),
    "end_role": _("ended a role"),
    "enrol": _("enrolled in a class"),
    "finish": _("brought it to its end"),
    "forward": _("forwarded a file"),
    "found": _("added an organisation"),
    "freeze": _("froze a version"),
    "give_address": _("added an e-mail address"),
    "take_address": _("removed an e-mail address"),
    "give_role": _("gave a role"),
    "identify": _("registered a course"),
    "issue": _("issued a certificate"),
    "join": _("signed up for an account"),
    "join_organisation": _("joined the organisation"),
    "keep_file": _("kept a file of a lesson"),
    "keep_paper": _("added a paper"),
    "lapse": _("let the file lapse"),
    "lay_indicator": _("added an indicator"),
    "lay_plan": _("added a plan"),
    "lay_target": _("set a target"),
    "lay_task": _("added a task"),
    "leave_organisation": _("left the organisation"),
    "look": _("opened it"),
    "name_successor": _("named the course that succeeds a course"),
    "offer_version": _("offered a newer version of the course"),
    "open": _("opened nominations"),
    "open_account": _("opened an account"),
    "open_bank": _("added a question bank"),
    "open_branch": _("added a branch"),
    "open_evidence": _("opened evidence"),
    "open_list": _("opened a list of names"),
    "open_run": _("opened a class"),
    "print_card": _("printed a card"),
    "read_paper": _("read a paper"),
    "record_letter": _("recorded a letter"),
    "record_measurement": _("recorded a reported number"),
    "record_result": _("recorded a result"),
    "refuse": _("refused"),
    "register": _("registered a person"),
    "release": _("released a course"),
    "rebuild": _("rebuilt the pages of a version"),
    "rerender": _("made the page of a lesson anew"),
    "remove_paper": _("removed a paper"),
    "relist": _("put the course back into the catalogue"),
    "retire": _("retired the course"),
    "return": _("came back, or returned a file"),
    "revoke": _("revoked a certificate"),
    "send_again": _("had a mail sent again"),
    "set_rank": _("set the order of preference"),
    "start": _("began"),
    "submit": _("handed in an attempt or a file"),
    "succeed": _("named the successor of a lesson"),
    "take_back": _("undid joining the organisation"),
    "translate": _("translated a part of a course"),
    "try_again": _("had it tried again"),
    "verify": _("verified the record"),
    "withdraw": _("withdrew from a class or a nomination"),
    "write": _("wrote a question"),
    "write_quiz": _("wrote a quiz"),
    "discard_roster": _("set a list aside"),
    "load_roster": _("had a list loaded"),
    "load_roster_refused": _("could not load a list"),
    "loaded_roster": _("loaded a list"),
    "read_roster": _("read a list"),
    "undid_roster": _("undid a list"),
    "undo_roster": _("had a list undone"),
}

# Where one verb says different things of different kinds, what it says of one.
_OF_KIND: dict[tuple[str, str], str | Promise] = {
    ("cancel", "cms.releaseorder"): _("took the release back"),
    ("cancel", "nominations.nomination"): _("closed the file with its programme"),
    ("finish", "cms.releaseorder"): _("released the course as it was asked for"),
    ("refuse", "cms.releaseorder"): _("did not do the release"),
    ("return", "courses.enrolment"): _("came back to the class"),
    ("start", "courses.attempt"): _("began an attempt"),
    ("start", "nominations.programme"): _("began the programme"),
    ("submit", "courses.attempt"): _("handed in the attempt"),
    ("withdraw", "courses.course"): _("took the course out of the catalogue"),
    ("withdraw", "courses.enrolment"): _("withdrew from the class"),
}

KINDS: dict[str, str | Promise] = {
    "certificates.certificate": _("certificate"),
    "certificates.drawing": _("certificate file"),
    "cms.savedwords": _("part of a translation"),
    "cms.releaseorder": _("release asked for"),
    "courses.attempt": _("attempt"),
    "courses.bank": _("question bank"),
    "courses.blob": _("file"),
    "courses.branch": _("branch"),
    "courses.completion": _("completion"),
    "courses.course": _("course"),
    "courses.courserun": _("class"),
    "courses.courseversion": _("course version"),
    "courses.enrolment": _("enrolment"),
    "courses.itemresult": _("result"),
    "courses.lessonsuccession": _("successor of a lesson"),
    "courses.lessonversion": _("lesson version"),
    "courses.lessonwords": _("lesson in another language"),
    "courses.questionversion": _("question version"),
    "courses.quiz": _("quiz"),
    "courses.quizversion": _("quiz version"),
    "courses.versionmove": _("change of version"),
    "courses.versionoffer": _("offer of a version"),
    "courses.versionwords": _("facts of a course in another language"),
    "desks.rosterbatch": _("roster"),
    "desks.sampledraw": _("sample drawn"),
    "desks.samplerequest": _("sample asked for"),
    "desks.verification": _("verification"),
    "kernel.entry": _("entry of the record"),
    "kernel.job": _("job"),
    "nominations.letter": _("letter"),
    "nominations.nomination": _("nomination file"),
    "nominations.paper": _("paper"),
    "nominations.programme": _("APO programme"),
    "notices.notice": _("notice"),
    "people.membership": _("membership"),
    "people.organisation": _("organisation"),
    "people.person": _("person"),
    "people.role": _("role"),
    "targets.indicator": _("indicator"),
    "targets.measurement": _("reported number"),
    "targets.plan": _("plan"),
    "targets.target": _("target"),
    "targets.task": _("task of the plan"),
}

CHECKS: dict[str, tuple[str | Promise, str]] = {  # state: words, tone of the badge
    "same": (_("as recorded"), "ok"),
    "differs": (_("differs from the record"), "bad"),
    "missing": (_("missing"), "bad"),
    "unrecorded": (_("not in the record"), "bad"),
    "unwatched": (_("without a digest"), ""),
}


def _in_a_row(label: str | Promise) -> str:
    """A button's words as they stand among the other verbs: they begin small."""
    return str(label)[:1].lower() + str(label)[1:]


def verb_words(verb: str, kind: str = "") -> str:
    """What was done, for this kind of thing where it has words of its own."""
    labels = {move.verb: _in_a_row(move.label) for move in _FLOWS[kind].moves} if kind in _FLOWS else {}
    return str(labels.get(verb) or _OF_KIND.get((verb, kind)) or VERBS.get(verb, verb))


def verb_choices() -> dict[str, str | Promise]:
    """Every verb once, with its words."""
    moves = {move.verb: _in_a_row(move.label) for flow in _FLOWS.values() for move in flow.moves if move.label}
    return {**moves, **VERBS}


def kind_words(kind: str) -> str:
    return str(KINDS.get(kind, kind))


def fault_words(says: str, facts: dict[str, Any]) -> str:
    """The sentence of a fault in the reader's language, with the words for verbs and kinds."""
    shown = dict(facts)
    if "kind" in shown:
        shown["kind"] = kind_words(shown["kind"])
    if "verb" in shown:
        shown["verb"] = verb_words(shown["verb"], facts.get("kind", ""))
    return gettext(says) % shown
