"""A form's field by its name, as the kind of field that it is declared with."""

from typing import Any

from django import forms


def choice_field(form: forms.BaseForm, name: str) -> forms.ChoiceField:
    """The field of a list to choose from; TypeError for another kind."""
    found = form.fields[name]
    if not isinstance(found, forms.ChoiceField):
        raise TypeError(f"{name} is no list to choose from")
    return found


def row_field(form: forms.BaseForm, name: str) -> "forms.ModelChoiceField[Any]":
    """The field whose choices are rows of the database; TypeError for another kind."""
    found = form.fields[name]
    if not isinstance(found, forms.ModelChoiceField):
        raise TypeError(f"{name} does not choose from rows")
    return found
