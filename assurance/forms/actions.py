"""Which of the council's actions to list."""

from __future__ import annotations

from django import forms


class ActionFilter(forms.Form):
    """Anything unknown lists open actions of all principles."""

    SHOW = [("open", "Open"), ("overdue", "Overdue"), ("all", "All")]

    show = forms.ChoiceField(required=False, choices=SHOW)
    principle = forms.ChoiceField(required=False, choices=[(letter, letter) for letter in "ABCDEFG"])
