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
    "ask_again": _("asks for a new confirmation"),
    "ask_sample": _("asked for a sample"),
    "announce": _("announced"),
    "await_report": _("awaits the report"),
    "cancel": _("cancelled"),
    "change_member": _("changed a member"),
    "choose_language": _("chose a language"),
    "close": _("closed for nominations"),
    "complete": _("completed"),
    "consent": _("recorded a consent"),
    "correct": _("corrected"),
    "decide": _("entered the decision"),
    "depart": _("departed"),
    "draft": _("began a file"),
    "draw": _("drew the file"),
    "draw_sample": _("drew the sample"),
    "end": _("ended"),
    "end_role": _("ended a role"),
    "enrol": _("enrolled"),
    "forward": _("sent to the national body"),
    "found": _("founded"),
    "freeze": _("froze"),
    "give_address": _("gave an address"),
    "take_address": _("took an address back"),
    "give_role": _("gave a role"),
    "identify": _("registered the course"),
    "issue": _("issued"),
    "join": _("signed up"),
    "join_organisation": _("joined the organisation"),
    "keep_file": _("kept a file"),
    "keep_paper": _("added a paper"),
    "lapse": _("lapsed"),
    "lay_indicator": _("laid an indicator"),
    "lay_plan": _("laid a plan"),
    "lay_target": _("laid a target"),
    "lay_task": _("laid a task"),
    "leave_organisation": _("left the organisation"),
    "look": _("looked"),
    "open": _("opened for nominations"),
    "open_account": _("opened an account"),
    "open_bank": _("opened a question bank"),
    "open_branch": _("opened a branch"),
    "open_evidence": _("opened the evidence of a number"),
    "open_list": _("opened the names behind a number"),
    "open_run": _("opened a class"),
    "print_card": _("printed a card"),
    "read_paper": _("read a paper"),
    "record_letter": _("recorded a letter"),
    "record_measurement": _("recorded a reported number"),
    "record_result": _("recorded a result"),
    "register": _("registered"),
    "release": _("released"),
    "remove_paper": _("took out a paper"),
    "return": _("came back"),
    "revoke": _("revoked"),
    "send_again": _("had the mail sent again"),
    "set_rank": _("set the rank"),
    "start": _("began"),
    "submit": _("handed in"),
    "take_back": _("took back"),
    "try_again": _("had it tried again"),
    "verify": _("verified the record"),
    "withdraw": _("withdrew"),
    "write": _("wrote"),
    "write_quiz": _("wrote a quiz"),
    "discard_roster": _("set a list aside"),
    "load_roster": _("had a list loaded"),
    "load_roster_refused": _("could not load a list"),
    "loaded_roster": _("loaded a list"),
    "read_roster": _("read a list"),
    "undid_roster": _("undid a list"),
    "undo_roster": _("had a list undone"),
}

KINDS: dict[str, str | Promise] = {
    "certificates.certificate": _("certificate"),
    "certificates.drawing": _("certificate file"),
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
    "courses.lessonversion": _("lesson version"),
    "courses.questionversion": _("question version"),
    "courses.quiz": _("quiz"),
    "courses.quizversion": _("quiz version"),
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


def verb_words(verb: str, kind: str = "") -> str:
    """What was done, for this kind of thing where it has words of its own."""
    labels = {move.verb: move.label for move in _FLOWS[kind].moves} if kind in _FLOWS else {}
    return str(labels.get(verb) or VERBS.get(verb, verb))


def verb_choices() -> dict[str, str | Promise]:
    """Every verb once, with its words."""
    moves = {move.verb: move.label for flow in _FLOWS.values() for move in flow.moves if move.label}
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
