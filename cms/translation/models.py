"""What translators saved. Its rows hang on no page: a page that is deleted and rebuilt finds its translation again."""

from django.db import models

from lms.kernel import clock
from lms.kernel.frozen import Frozen


class SavedWords(Frozen):
    """The words of one piece of a lesson or course in another language, each time somebody saved them.

    The newest row holds; the older ones are its history. `of` is the digest of the words that were translated and
    `source` these words themselves, so that what changed since can be shown. `source` and `words` are {place: text}
    as `cms.translation.pieces` names places.
    """

    subject = models.CharField(max_length=64)  # a lesson's key, or a course's code
    language = models.CharField(max_length=12)
    piece = models.CharField(max_length=64)  # the editor's id of a block, or a name of `pieces`
    of = models.CharField(max_length=64)
    source = models.JSONField()
    words = models.JSONField()
    saved_at = models.DateTimeField(default=clock.now)
    saved_by_id = models.BigIntegerField(null=True)  # a person; null is the system

    digested = ("subject", "language", "piece", "of", "source", "words", "saved_at", "saved_by_id")

    class Meta:
        indexes = [models.Index(fields=["subject", "language"], name="saved_words_by_subject")]

    def __str__(self) -> str:
        return f"{self.subject} {self.language} {self.piece}"
