"""A page names only what its author may know of, whatever the form was made to send."""

from typing import Any

from django.http import Http404
from wagtail.fields import StreamField

from cms import visible


def _sent(form: Any) -> visible.Named:
    """What the blocks name as they were sent; those that are refused are shown again, with what they name."""
    named: visible.Named = set()
    for field in form.instance._meta.get_fields():
        if isinstance(field, StreamField) and field.name in form.fields:
            widget = form.fields[field.name].widget
            stream = widget.value_from_datadict(form.data, form.files, form.add_prefix(field.name))
            named |= {(model, str(pk)) for model, pk, _model, _place in field.extract_references(stream)}
    return named


class KnownOnly:
    """For the form of a page, before Wagtail's own. Answers 404 for a form that names another branch's page or file,
    unless the page named it before.
    """

    def _post_clean(self: Any) -> None:
        super()._post_clean()  # type: ignore[misc]  # of the form
        user = getattr(self, "for_user", None)
        if user is None:
            return
        unknown = visible.unknown_to(user, visible.named_in(self.instance) | _sent(self))
        if unknown and self.instance.pk:
            before = type(self.instance).objects.get(pk=self.instance.pk)
            unknown -= visible.named_in(before.get_latest_revision_as_object())
        if unknown:
            raise Http404
