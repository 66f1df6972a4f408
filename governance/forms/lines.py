"""A field of several short texts, one to a line."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError


class LinesField(forms.CharField):
    """At least one line, at most `most`, none longer than `longest` characters; cleaned to a list.

    Empty lines are left out, and a line that stands twice is kept once. An error names the line to change.
    """

    widget = forms.Textarea

    def __init__(self, *, most: int, longest: int, **options: Any) -> None:
        wrong = f"Write at least one line: {options.get('label', '')}"
        super().__init__(error_messages={"required": wrong}, **options)
        self.most = most
        self.longest = longest
        self.widget.attrs["rows"] = min(most, 12)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        text = super().clean(value)
        lines = list(dict.fromkeys(line for each in text.splitlines() if (line := " ".join(each.split()))))
        if (over := len(lines) - self.most) > 0:
            raise ValidationError(f"Take out {over}: at most {self.most} lines. {self.label}")
        for number, line in enumerate(lines, start=1):
            if len(line) > self.longest:
                raise ValidationError(
                    f"Shorten line {number} by {len(line) - self.longest}: “{line[:40]}…”. "
                    f"The limit is {self.longest} characters"
                )
        return lines

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)
