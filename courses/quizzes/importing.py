"""Questions from the demonstration's YAML: one plain mapping in, one draft out."""

from dataclasses import dataclass
from typing import Any

from courses.quizzes.states import QuestionKind

_KINDS = {
    "mot_dap_an": QuestionKind.SINGLE,
    "nhieu_dap_an": QuestionKind.MULTIPLE,
    "dung_sai": QuestionKind.TRUE_FALSE,
    "so": QuestionKind.NUMERIC,
    "sap_xep": QuestionKind.ORDERING,
}
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class QuestionDraft:
    """A question not yet written; `data` is shaped by the kind."""

    code: str
    topic: str
    kind: QuestionKind
    stem: str
    data: dict[str, Any]
    feedback: str = ""


def from_yaml(row: dict[str, Any]) -> QuestionDraft:
    """One question of quiz_questions.yaml. Raises KeyError where a field is missing or the type unknown."""
    kind = _KINDS[row["type"]]
    if kind == QuestionKind.NUMERIC:
        data: dict[str, Any] = {
            "answer": str(row["answer"]),
            "tolerance": str(row["tolerance"]),
            "unit": row.get("unit", ""),
        }
    elif kind == QuestionKind.ORDERING:
        data = {"items": [{"id": _LETTERS[n], "text": text} for n, text in enumerate(row["sequence"])]}
    else:
        options = enumerate(row["options"])
        data = {
            "options": [{"id": _LETTERS[n], "text": each["text"], "right": each["correct"]} for n, each in options],
            "shuffle": row.get("shuffle", True),
            "scoring": row.get("scoring", "all_or_nothing"),
        }
    return QuestionDraft(row["id"], row["topic"], kind, row["stem"], data, row.get("feedback", ""))
