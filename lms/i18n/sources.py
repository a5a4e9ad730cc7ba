"""Which strings a source tree marks for translation, read without gettext: Python, templates and scripts."""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation.template import templatize

# The functions that mark a string, and what their first arguments are.
_SINGLE = {"gettext", "gettext_lazy", "gettext_noop", "_"}
_PLURAL = {"ngettext", "ngettext_lazy"}
_CONTEXT = {"pgettext", "pgettext_lazy"}
_CONTEXT_PLURAL = {"npgettext", "npgettext_lazy"}
_MARKS = _SINGLE | _PLURAL | _CONTEXT | _CONTEXT_PLURAL
_LITERAL = r"""u?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
_CALL = re.compile(rf"(?<![\w.])(n?p?gettext|_)\(\s*{_LITERAL}(?:\s*,\s*{_LITERAL})?(?:\s*,\s*{_LITERAL})?")


@dataclass(frozen=True)
class Message:
    """One string to translate: `plural` is "" where it has one form, `context` None where it has none."""

    msgid: str
    plural: str = ""
    context: str | None = None

    @property
    def key(self) -> tuple[str | None, str]:
        """What gettext finds it by."""
        return self.context, self.msgid


def _message(function: str, texts: list[str]) -> Message | None:
    if function in _CONTEXT_PLURAL and len(texts) >= 3:
        return Message(texts[1], plural=texts[2], context=texts[0])
    if function in _CONTEXT and len(texts) >= 2:
        return Message(texts[1], context=texts[0])
    if function in _PLURAL and len(texts) >= 2:
        return Message(texts[0], plural=texts[1])
    return Message(texts[0]) if function in _SINGLE and texts else None


def in_python(source: str) -> Iterator[Message]:
    """Calls whose arguments are written out. SyntaxError where it is no Python."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    for node in sorted(calls, key=lambda call: (call.lineno, call.col_offset)):
        function = getattr(node.func, "id", getattr(node.func, "attr", ""))
        if function in _MARKS:
            texts = [each.value for each in node.args if isinstance(each, ast.Constant) and isinstance(each.value, str)]
            if found := _message(function, texts):
                yield found


def _in_calls(source: str) -> Iterator[Message]:
    for call in _CALL.finditer(source):
        texts = [ast.literal_eval(text) for text in call.groups()[1:] if text]
        if found := _message(call[1], texts):
            yield found


def in_template(source: str) -> Iterator[Message]:
    """`translate`, `blocktranslate` and `_("…")`, as Django itself turns them into calls."""
    yield from _in_calls(templatize(source))


def in_script(source: str) -> Iterator[Message]:
    """Calls of gettext, ngettext and pgettext in JavaScript."""
    yield from _in_calls(source)


def in_trees(roots: Iterable[Path], domain: str = "django", skip: tuple[str, ...] = ()) -> dict[Message, list[str]]:
    """Every string below `roots` and the files that have it, relative to their root; `skip` names folders left out."""
    readers = (
        {".js": in_script} if domain == "djangojs" else {".py": in_python, ".html": in_template, ".txt": in_template}
    )
    found: dict[Message, list[str]] = {}
    for root in roots:
        for path in sorted(root.rglob("*")):
            place = path.relative_to(root)
            if path.suffix not in readers or set(skip) & set(place.parts):
                continue
            if path.suffix == ".txt" and "templates" not in path.parts:
                continue
            for message in readers[path.suffix](path.read_text(encoding="utf-8")):
                files = found.setdefault(message, [])
                if str(place) not in files:
                    files.append(str(place))
    return found
