"""Components. Each refuses attributes and values it does not know, so a misspelt one never reaches a page.

Everything is given by name, except what a component is about: `{% icon "check" %}`, `{% field form.email %}`.
Attributes of the HTML element itself go through where the component allows them: `hx_post` becomes `hx-post`.
"""

from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from typing import Any

from django import forms, template
from django.core.paginator import Page
from django.forms.boundfield import BoundField
from django.template import Context, TemplateDoesNotExist, TemplateSyntaxError
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

register = template.Library()

TONES = {"info": "info", "ok": "check", "warn": "warn", "bad": "close"}  # tone: its icon
STATES = ("", "now", "ok", "warn", "bad")
KINDS = ("primary", "two", "plain", "bad")
_COMMON = frozenset({"id", "title", "aria_label", "aria_describedby", "aria_controls", "aria_expanded"})
_HTMX = frozenset(
    {"hx_get", "hx_post", "hx_target", "hx_swap", "hx_trigger", "hx_select", "hx_include", "hx_vals", "hx_confirm",
     "hx_indicator", "hx_push_url", "hx_disabled_elt", "hx_sync"}
)  # fmt: skip
BUTTON = _COMMON | _HTMX | {"name", "value", "type", "form", "formnovalidate", "disabled", "aria_busy", "aria_pressed"}
BUTTON |= {"lang", "popovertarget", "popovertargetaction", "autofocus", "command", "commandfor"}
LINK = _COMMON | _HTMX | {"rel", "download", "hreflang", "target", "aria_current"}


def _one_of(component: str, name: str, value: str, accepted: Iterable[str]) -> None:
    if value not in accepted:
        known = ", ".join(repr(one) for one in accepted)
        raise TemplateSyntaxError(f"{component}: {name}={value!r} is not one of {known}")


def _attributes(component: str, given: Mapping[str, Any], accepted: frozenset[str]) -> SafeString:
    """The HTML attributes as text. None and False leave one out, True writes its name alone."""
    if unknown := sorted(set(given) - accepted):
        raise TemplateSyntaxError(
            f"{component} does not know {', '.join(unknown)}; it accepts {', '.join(sorted(accepted))}"
        )
    pairs = [
        (name.replace("_", "-"), value) for name, value in given.items() if value is not None and value is not False
    ]
    return format_html_join(
        "",
        "{}{}",
        ((" " + name, "" if value is True else format_html('="{}"', value)) for name, value in pairs),
    )


def _tidy(html: str) -> SafeString:
    """Without the white space around it. `strip` alone returns text that the template would escape."""
    return mark_safe(html.strip())  # noqa: S308 - `html` was rendered by a template


@register.simple_tag
def icon(name: str, *, label: str = "") -> str:
    """A line drawing beside words. With `label` it stands alone and says so itself."""
    return _drawn(name, str(label))


@lru_cache(maxsize=512)  # dozens stand on a page, and a drawing never changes while the program runs
def _drawn(name: str, label: str) -> SafeString:
    attrs = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    try:
        return _tidy(render_to_string(f"ui/icons/{name}.svg", {"attrs": attrs}))
    except TemplateDoesNotExist:
        raise TemplateSyntaxError(f"There is no icon {name!r} in templates/ui/icons") from None


@register.simple_block_tag
def card(content: SafeString, *, title: str = "", level: int = 2, edge: bool = False, id: str = "") -> str:
    """One thing that stands by itself; `edge` marks the main one of a page."""
    return render_to_string(
        "ui/card.html", {"content": content, "title": title, "level": level, "edge": edge, "id": id}
    )


@register.simple_block_tag
def notice(content: SafeString, *, tone: str, title: str = "", role: str = "") -> str:
    """A message within the page. `role` ("status", "alert") only where it appears after the page was read."""
    _one_of("notice", "tone", tone, TONES)
    _one_of("notice", "role", role, ("", "status", "alert"))
    shown = {"content": content, "tone": tone, "title": title, "role": role, "icon_name": TONES[tone]}
    return render_to_string("ui/notice.html", shown)


@register.simple_tag
def badge(*, label: str, state: str = "", flat: bool = False) -> str:
    """A state in words, with a mark whose shape differs too; `flat` is a label that is not a state."""
    _one_of("badge", "state", state, STATES)
    classes = " ".join(filter(None, ("badge", "flat" if flat else "", state)))
    return format_html('<span class="{}">{}</span>', classes, label)


def _button_classes(component: str, kind: str, size: str) -> str:
    _one_of(component, "kind", kind, KINDS)
    _one_of(component, "size", size, ("", "sm"))
    return " ".join(filter(None, ("btn", "" if kind == "primary" else kind, size)))


@register.simple_block_tag
def button(content: SafeString, *, kind: str = "primary", size: str = "", icon: str = "", **html: Any) -> str:
    """A verb and its object. One primary button in each region."""
    attrs = _attributes("button", {"type": "submit", **html}, BUTTON)
    shown = {"content": content, "classes": _button_classes("button", kind, size), "icon_name": icon, "attrs": attrs}
    return _tidy(render_to_string("ui/button.html", shown))


@register.simple_block_tag
def link_button(
    content: SafeString, *, href: str, kind: str = "primary", size: str = "", icon: str = "", **html: Any
) -> str:
    """A link that looks like a button: it goes somewhere and changes nothing."""
    attrs = _attributes("link_button", html, LINK)
    classes = _button_classes("link_button", kind, size)
    shown = {"content": content, "classes": classes, "icon_name": icon, "attrs": attrs, "href": href}
    return _tidy(render_to_string("ui/link_button.html", shown))


def _field_kind(widget: forms.Widget) -> str:
    if isinstance(widget, (forms.RadioSelect, forms.CheckboxSelectMultiple)):
        return "choices"
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    return "select" if isinstance(widget, forms.Select) else "input"


@register.simple_tag
def field(bound: BoundField, *, label: str = "", hint: str = "", size: str = "") -> str:
    """A form field with its label, hint and errors tied together.

    Placeholders are left out: they vanish while one types; what they would say belongs in the hint.
    """
    _one_of("field", "size", size, ("", "s", "code"))
    if not isinstance(bound, BoundField):
        raise TemplateSyntaxError("field: the form has no such field")
    widget = bound.field.widget
    if bound.is_hidden:
        return str(bound)
    kind, base = _field_kind(widget), bound.auto_id
    hint = str(hint or bound.help_text)
    said = [f"{base}-{part}" for part, there in (("hint", hint), ("error", bound.errors)) if there]
    attrs: dict[str, Any] = {"placeholder": False}
    if said and kind != "choices":
        attrs["aria-describedby"] = " ".join(said)
    if kind == "input":
        extra = {"s": "s", "code": "code-in"}.get(size, "")
        attrs["class"] = " ".join(filter(None, ("input", extra, widget.attrs.get("class", ""))))
    shown = {"bound": bound, "id": base, "label": label or bound.label, "hint": hint, "said": " ".join(said)}
    shown["control"] = None if kind == "choices" else bound.as_widget(attrs=attrs)
    return render_to_string("ui/field_choices.html" if kind == "choices" else "ui/field.html", shown | {"kind": kind})


@register.simple_tag
def form_errors(form: forms.BaseForm) -> str:
    """What is wrong with the form as a whole, above its fields."""
    return render_to_string("ui/form_errors.html", {"errors": form.non_field_errors()})


@register.simple_tag
def progress(*, done: int, of: int, label: str, lead: str = "") -> str:
    """A bar with its words: `label` is the unit ("lessons"), `lead` comes before the numbers ("Learned")."""
    shown = {"done": min(done, of), "of": of, "max": max(of, 1), "label": label, "lead": lead}
    return render_to_string("ui/progress.html", shown | {"finished": of > 0 and done >= of})


@register.simple_block_tag
def crumbs(content: SafeString) -> str:
    """The way here, from the front page: `crumb` inside, the last one without `href`."""
    return render_to_string("ui/crumbs.html", {"content": content})


@register.simple_tag
def crumb(*, label: str, href: str = "") -> str:
    if href:
        return format_html('<li><a href="{}">{}</a></li>', href, label)
    return format_html('<li aria-current="page">{}</li>', label)


@register.simple_block_tag
def head(content: SafeString, *, title: str, eyebrow: str = "", lead: str = "") -> str:
    """The head of a page, once: what it is about. The content, if any, stands under the lead."""
    return render_to_string(
        "ui/head.html", {"content": _tidy(content), "title": title, "eyebrow": eyebrow, "lead": lead}
    )


@register.simple_tag
def empty_state(*, title: str, text: str, action: str = "", href: str = "", drawing: bool = True) -> str:
    """Why there is nothing, and what to do next. (`empty` alone would be taken for the `for` tag's own.)"""
    if bool(action) != bool(href):
        raise TemplateSyntaxError("empty_state: action and href come together")
    shown = {"title": title, "text": text, "action": action, "href": href, "drawing": drawing}
    return render_to_string("ui/empty_state.html", shown)


@register.simple_tag(takes_context=True)
def pages(context: Context, page: Page[Any], *, param: str = "trang") -> str:
    """Links to the other pages of a list; the rest of the query is kept."""
    if page.paginator.num_pages < 2:
        return ""
    query = context["request"].GET.copy()

    def to(number: int) -> str:
        query[param] = str(number)
        return f"?{query.urlencode()}"

    shown = page.paginator.get_elided_page_range(page.number, on_each_side=1)
    numbers = [(n, to(n) if isinstance(n, int) else "") for n in shown]
    before = to(page.previous_page_number()) if page.has_previous() else ""
    after = to(page.next_page_number()) if page.has_next() else ""
    return render_to_string("ui/pages.html", {"page": page, "numbers": numbers, "before": before, "after": after})


@register.simple_block_tag
def rows(content: SafeString) -> str:
    """Names and values under each other: `row` inside."""
    return format_html('<dl class="dl">{}</dl>', content)


@register.simple_block_tag
def row(content: SafeString, *, term: str) -> str:
    return format_html("<div><dt>{}</dt><dd>{}</dd></div>", term, content)


@register.simple_block_tag
def steps(content: SafeString, *, across: bool = False) -> str:
    """The way of a file: `step` inside; `across` for up to five."""
    return format_html('<ol class="{}">{}</ol>', "steps across" if across else "steps", content)


@register.simple_block_tag
def step(content: SafeString, *, label: str, state: str = "") -> str:
    _one_of("step", "state", state, ("", "done", "here"))
    return render_to_string("ui/step.html", {"content": _tidy(content), "label": label, "state": state})


@register.simple_tag
def illustrative(*, text: str = "") -> str:
    """The label beside every number that is not a real one; `text` says which."""
    return render_to_string("ui/illustrative.html", {"text": text})


@register.simple_tag
def demo_banner() -> str:
    """Says that this installation is the demonstration."""
    return render_to_string("ui/demo_banner.html")


@register.simple_tag(takes_context=True)
def nav_link(context: Context, *, url: str, label: str) -> str:
    """A main entry, marked where one stands. Nothing at all while there is no address of that name."""
    href = _address(url, get_language())
    if not href:
        return ""
    path = request.path if (request := context.get("request")) else ""
    within = path.startswith(href) and href != _address("home", get_language())
    current = "page" if path == href else "true" if within else None
    return format_html('<a href="{}"{}>{}</a>', href, _attributes("nav_link", {"aria_current": current}, LINK), label)


@lru_cache(maxsize=256)
def _address(url: str, language: str | None) -> str:
    """The address of that name in the active language, which is `language`; "" where there is none."""
    try:
        return reverse(url)
    except NoReverseMatch:
        return ""


@register.simple_tag
def sayings() -> SafeString:
    """What page.js says in trouble: the same on every page of a language."""
    return _sayings(get_language())


@lru_cache(maxsize=8)
def _sayings(language: str | None) -> SafeString:
    return _tidy(render_to_string("ui/sayings.html", {"login_url": _address("account_login", language)}))


@register.simple_tag
@cache
def assets() -> SafeString:
    """The styles and scripts of every page: their addresses do not change while the program runs."""
    return _tidy(render_to_string("ui/assets.html"))
