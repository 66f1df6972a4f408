"""The template pack: what it draws is escaped, labelled, linked and carries the kit's classes."""

from html.parser import HTMLParser

import pytest
from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, ButtonHolder, Div, Fieldset, Layout, Submit
from crispy_forms.utils import render_crispy_form
from django import forms
from django.template.loader import render_to_string

from governance.form_fields import DateField
from governance.templatetags import govuk

CHOICES = [("a", "Apples"), ("b", "Bread")]


class EveryKind(forms.Form):
    text = forms.CharField(label="Title <script>alert(1)</script>", help_text="A <b>title</b> is enough")
    email = forms.EmailField()
    link = forms.URLField(assume_scheme="https", widget=forms.URLInput(attrs={"placeholder": "address"}))
    number = forms.IntegerField()
    select = forms.ChoiceField(choices=CHOICES)
    radio = forms.ChoiceField(choices=CHOICES, widget=forms.RadioSelect, label="Who checked it?")
    grouped = forms.ChoiceField(choices=[("Food", CHOICES)], widget=forms.RadioSelect)
    several = forms.MultipleChoiceField(choices=CHOICES, widget=forms.CheckboxSelectMultiple)
    tick = forms.BooleanField(label="I have read it")
    long = forms.CharField(widget=forms.Textarea)
    counted = forms.CharField(widget=forms.Textarea, max_length=200)
    due = DateField(help_text="For example 23 5 2025")
    file = forms.FileField()
    secret = forms.CharField(widget=forms.PasswordInput)
    hidden = forms.CharField(widget=forms.HiddenInput)

    def clean(self) -> None:
        raise forms.ValidationError("These do not go together")


class Page(HTMLParser):
    """Ids, link targets, labels and described controls of a piece of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.targets: list[str] = []
        self.references: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {key: value or "" for key, value in attrs}
        if "id" in found:
            self.ids.append(found["id"])
        if found.get("href", "").startswith("#"):
            self.targets.append(found["href"][1:])
        self.references += found.get("aria-describedby", "").split() + found.get("for", "").split()


def draw(form: forms.Form) -> str:
    return render_crispy_form(form, FormHelper(), {})


def summary(form: forms.Form) -> str:
    return render_to_string("govuk/error_summary.html", {"form": form})


def test_every_link_of_the_error_summary_reaches_a_control() -> None:
    form = EveryKind({"due_day": "31", "due_month": "2", "due_year": "2026"})
    page = Page(summary(form) + draw(form))
    assert len(page.targets) == len(form.fields) + 1
    assert set(page.targets) <= set(page.ids)
    assert {"id_radio_0", "id_grouped_0_0", "id_several_0", "id_due_day"} <= set(page.targets)


@pytest.mark.parametrize("data", [None, {"text": "x"}], ids=["fresh", "refused"])
def test_labels_and_descriptions_name_ids_that_exist_once(data: dict[str, str] | None) -> None:
    page = Page(draw(EveryKind(data)))
    assert set(page.references) <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))


def test_an_error_links_to_the_box_of_the_date_that_is_wrong() -> None:
    form = EveryKind({"due_day": "1", "due_month": "14", "due_year": "2026"})
    assert govuk.first_id(form["due"]) == "id_due_month"
    html = draw(form)
    assert html.count("govuk-input--width-2 govuk-input--error") == 1


def test_labels_and_hints_are_escaped() -> None:
    html = draw(EveryKind())
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
    assert "A &lt;b&gt;title&lt;/b&gt; is enough" in html


def test_messages_in_the_summary_are_escaped() -> None:
    html = render_to_string(
        "components/error_summary.html", {"errors": [("<img src=x>", "a"), ("No link", "")]}
    )
    assert "<img" not in html
    assert html.count("<a ") == 1


def test_controls_carry_the_class_of_the_kit_and_of_their_error() -> None:
    html = draw(EveryKind({}))
    for class_name in (
        "govuk-input govuk-input--error",
        "govuk-select govuk-select--error",
        "govuk-textarea govuk-textarea--error",
        "govuk-file-upload govuk-file-upload--error",
        "govuk-radios__input",
        "govuk-checkboxes__input",
        "govuk-password-input__input",
        "govuk-js-character-count",
    ):
        assert class_name in html


def test_the_browser_keeps_its_own_messages_and_placeholders_to_itself() -> None:
    html = draw(EveryKind())
    assert " required" not in html
    assert "placeholder" not in html
    assert "novalidate" in html
    assert 'enctype="multipart/form-data"' in html


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("email", "Fill this in: Email"),
        ("radio", "Choose an answer: Who checked it?"),
        ("tick", "Tick the box: I have read it"),
        ("file", "Choose a file: File"),
    ],
)
def test_an_empty_field_is_named_in_the_same_words_above_it_and_in_the_summary(
    field: str, words: str
) -> None:
    form = EveryKind({})
    assert govuk.error_messages(form[field]) == [words]
    assert words in summary(form)
    assert words in draw(form)


def test_a_layout_draws_groups_and_buttons() -> None:
    helper = FormHelper()
    helper.layout = Layout(
        Fieldset("Who and when", "email", "due"),
        Div("number", css_class="ga-panel"),
        HTML("<p>Between</p>"),
        ButtonHolder(
            Submit("save", "Save and open next"), Submit("stay", "Save", css_class="govuk-button--secondary")
        ),
    )
    html = render_crispy_form(EveryKind(), helper, {"csrf_token": "token"})
    assert "Who and when</legend>" in html
    assert 'class="ga-panel"' in html
    assert 'class="govuk-button-group' in html
    assert "govuk-button--secondary" in html
    assert "btn" not in html
    assert 'name="csrfmiddlewaretoken"' in html
    assert 'name="text"' not in html


def test_formsets_list_their_errors_too() -> None:
    numbers = forms.formset_factory(EveryKind, extra=0)
    formset = numbers({"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-text": "x"})
    assert ("Fill this in: Email", "id_form-0-email") in govuk.form_errors(formset)
    assert govuk.has_errors(None, formset)


def test_a_form_that_nobody_sent_has_no_errors() -> None:
    assert not govuk.has_errors("", None, EveryKind(), [])
    assert summary(EveryKind()).strip() == ""
