"""One small class per question type, behind one protocol.

`data` is what the author wrote, `shown` what the learner sees (never what is right), `response` what they gave:
plain JSON all three. A response is marked to a fraction from 0 to 1.
"""

from courses.quizzes.kinds.base import Kind, Unreadable
from courses.quizzes.kinds.choice import Multiple, Single, TrueFalse
from courses.quizzes.kinds.numeric import Numeric
from courses.quizzes.kinds.ordering import Ordering
from courses.quizzes.states import QuestionKind

KINDS: dict[str, Kind] = {
    QuestionKind.SINGLE: Single(),
    QuestionKind.MULTIPLE: Multiple(),
    QuestionKind.TRUE_FALSE: TrueFalse(),
    QuestionKind.NUMERIC: Numeric(),
    QuestionKind.ORDERING: Ordering(),
}

__all__ = ["KINDS", "Kind", "Unreadable"]
