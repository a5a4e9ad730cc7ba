"""The words for what the record holds: verbs, kinds of thing, states of a check, sentences of a fault."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

# A test finds every verb of the code here.
VERBS: dict[str, str | Promise] = {
    "ask_sample": _("asked for a sample"),
    "change_member": _("changed a member"),
    "complete": _("completed"),
    "decide": _("entered the decision"),
    "draw": _("drew the file"),
    "draw_sample": _("drew the sample"),
    "end_role": _("ended a role"),
    "enrol": _("enrolled"),
    "found": _("founded"),
    "freeze": _("froze"),
    "give_address": _("gave an address"),
    "give_role": _("gave a role"),
    "identify": _("registered the course"),
    "issue": _("issued"),
    "join": _("signed up"),
    "join_organisation": _("joined the organisation"),
    "keep_file": _("kept a file"),
    "leave_organisation": _("left the organisation"),
    "look": _("looked"),
    "open_account": _("opened an account"),
    "open_bank": _("opened a question bank"),
    "open_branch": _("opened a branch"),
    "open_run": _("opened a class"),
    "print_card": _("printed a card"),
    "record_result": _("recorded a result"),
    "register": _("registered"),
    "release": _("released"),
    "return": _("came back"),
    "revoke": _("revoked"),
    "send_again": _("had the mail sent again"),
    "start": _("began the attempt"),
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
    "notices.notice": _("notice"),
    "people.membership": _("membership"),
    "people.organisation": _("organisation"),
    "people.person": _("person"),
    "people.role": _("role"),
}

CHECKS: dict[str, tuple[str | Promise, str]] = {  # state: words, tone of the badge
    "same": (_("as recorded"), "ok"),
    "differs": (_("differs from the record"), "bad"),
    "missing": (_("missing"), "bad"),
    "unrecorded": (_("not in the record"), "bad"),
    "unwatched": (_("without a digest"), ""),
}


def verb_words(verb: str) -> str:
    return str(VERBS.get(verb, verb))


def kind_words(kind: str) -> str:
    return str(KINDS.get(kind, kind))


def fault_words(says: str, facts: dict[str, Any]) -> str:
    """The sentence of a fault in the reader's language, with the words for verbs and kinds."""
    shown = dict(facts)
    if "kind" in shown:
        shown["kind"] = kind_words(shown["kind"])
    if "verb" in shown:
        shown["verb"] = verb_words(shown["verb"])
    return gettext(says) % shown
