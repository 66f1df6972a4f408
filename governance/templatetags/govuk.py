"""What the "govuk" template pack needs to know about a form, a field and its widget."""

from collections.abc import Iterator
from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField
from django.forms.formsets import BaseFormSet
from django.utils.safestring import SafeString

from governance.form_fields import DateWidget, date_parts

register = template.Library()

KINDS: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.HiddenInput, "hidden"),
    (forms.MultipleHiddenInput, "hidden"),
    (DateWidget, "date"),
    (forms.CheckboxSelectMultiple, "checkboxes"),
    (forms.RadioSelect, "radios"),
    (forms.CheckboxInput, "checkbox"),
    (forms.Select, "select"),
    (forms.Textarea, "textarea"),
    (forms.FileInput, "file"),
    (forms.PasswordInput, "password"),
)
BASE_CLASSES = {
    "select": "govuk-select",
    "textarea": "govuk-textarea",
    "file": "govuk-file-upload",
    "password": "govuk-input govuk-password-input__input govuk-js-password-input-input",
    "checkbox": "govuk-checkboxes__input",
    "input": "govuk-input",
    "date": "",
}
ERROR_CLASSES = {
    "select": "govuk-select--error",
    "textarea": "govuk-textarea--error",
    "file": "govuk-file-upload--error",
    "checkbox": "",
}

# What a control left empty says, in place of "This field is required".
MISSING = {
    "radios": "Choose an answer: {label}",
    "checkboxes": "Tick at least one: {label}",
    "select": "Choose from the list: {label}",
    "checkbox": "Tick the box: {label}",
    "file": "Choose a file: {label}",
    "input": "Fill this in: {label}",
}

Errors = list[tuple[str, str]]


@register.filter
def kind(field: BoundField) -> str:
    """Which markup a field gets: its widget's kind, "input" for any other."""
    widget = field.field.widget
    return next((name for widget_class, name in KINDS if isinstance(widget, widget_class)), "input")


@register.filter
def first_id(field: BoundField) -> str:
    """The id that a link to the field must reach: the first choice, the date box to blame, or the field."""
    field_kind = kind(field)
    if field_kind == "date":
        return f"{field.auto_id}_{wrong_part(field) or 'day'}"
    if field_kind in ("radios", "checkboxes"):
        return next((choice.id_for_label for choice in field.subwidgets), field.auto_id)
    return field.id_for_label or field.auto_id


@register.filter
def wrong_part(field: BoundField) -> str:
    """The one box of a date that its error blames, or nothing."""
    for error in field.form.errors.as_data().get(field.name, []):
        if part := (error.params or {}).get("part"):
            return str(part)
    return ""


@register.filter
def error_messages(field: BoundField) -> list[str]:
    """The field's errors as they stand above it and in the summary: each names what is missing."""
    usual = forms.Field.default_error_messages["required"]
    sentence = MISSING.get(kind(field), MISSING["input"]).format(label=str(field.label).rstrip(":"))
    return [sentence if message == usual else str(message) for message in field.errors]


@register.simple_tag
def widget(field: BoundField) -> SafeString:
    """The field's control with the kit's class, and its error class when there is an error."""
    field_kind = kind(field)
    classes = [BASE_CLASSES.get(field_kind, ""), str(field.field.widget.attrs.get("class", ""))]
    if field.errors:
        classes.append(ERROR_CLASSES.get(field_kind, "govuk-input--error"))
    if counted(field):
        classes.append("govuk-js-character-count")
    # A placeholder reads as an answer, and goes when one types.
    attrs: dict[str, Any] = {"placeholder": False, "class": " ".join(part for part in classes if part)}
    if field_kind == "date" and (part := wrong_part(field)):
        attrs["wrong-part"] = part
    if counted(field):
        attrs["aria-describedby"] = f"{field.auto_id}-info {field.aria_describedby or ''}".strip()
    # The browser's own bubbles would hide our messages from people who zoom or listen.
    field.form.use_required_attribute = False
    return field.as_widget(attrs=attrs)


@register.filter
def counted(field: BoundField) -> bool:
    """True for a long text with a limit: the characters left are counted under it."""
    return kind(field) == "textarea" and getattr(field.field, "max_length", None) is not None


@register.filter
def button_classes(classes: str) -> str:
    """The classes of a crispy button without those of the toolkit it was born in."""
    return " ".join(name for name in classes.split() if not name.startswith("btn"))


@register.simple_tag(name="date_parts")
def date_parts_tag(
    name: str, id_prefix: str, value: object = None, error: str = "", wrong: str = ""
) -> list[dict[str, object]]:
    """The three boxes of a date, for pages that build their own forms."""
    return date_parts(name, id_prefix, value, wrong=wrong, has_error=bool(error))


@register.filter
def form_errors(form: forms.BaseForm | BaseFormSet[Any]) -> Errors:
    """Every error of a form or formset with the id that its link must reach; bound forms only."""
    return list(errors_of(form)) if form.is_bound else []


def errors_of(form: forms.BaseForm | BaseFormSet[Any]) -> Iterator[tuple[str, str]]:
    """Errors of the whole first, each pointing at the first control; then field by field."""
    if isinstance(form, BaseFormSet):
        first = next((first_control(one) for one in form.forms), "")
        yield from ((str(message), first) for message in form.non_form_errors())
        for one in form.forms:
            yield from errors_of(one)
        return
    yield from ((str(message), first_control(form)) for message in form.non_field_errors())
    for field in form:
        target = first_control(form) if field.is_hidden else first_id(field)
        yield from ((message, target) for message in error_messages(field))


def first_control(form: forms.BaseForm) -> str:
    """The id of the form's first control that can be seen."""
    return next((first_id(field) for field in form.visible_fields()), "")


@register.simple_tag
def has_errors(*sources: object) -> bool:
    """True when any of these forms, formsets or lists of errors holds an error."""
    return any(
        bool(form_errors(source)) if isinstance(source, forms.BaseForm | BaseFormSet) else bool(source)
        for source in sources
    )
