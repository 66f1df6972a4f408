"""Forms about posts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.models import ModelChoiceField
from django.utils import timezone

from governance.form_fields import DateField
from governance.models import Membership, Post
from governance.typed_fields import choice_field, row_field
from governance.workflow.posts import FIELDS, post_problems


class MemberChoiceField(ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Membership) -> str:
        return obj.name


class PostForm(forms.ModelForm[Post]):
    """A post and who holds it; `instance` carries the council."""

    holder = MemberChoiceField(
        label="Who holds it",
        queryset=Membership.objects.none(),
        required=False,
        empty_label="Nobody (vacant)",
    )
    deputy = MemberChoiceField(
        label="Deputy", queryset=Membership.objects.none(), required=False, empty_label="Nobody"
    )
    starts_on = DateField(label="From", help_text="When it is known.", required=False)

    class Meta:
        model = Post
        fields = FIELDS
        labels = {
            "title": "Title of the post",
            "statutory_office": "Statutory office",
            "is_acting": "The holder is acting",
        }
        help_texts = {
            "title": "As it is printed in documents, for example Director of Finance.",
            "directorate": "Or department. May be empty.",
        }
        error_messages = {"title": {"required": "Enter the title of the post"}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = Membership.objects.current().for_council(self.instance.council).select_related("user")
        for name in ("holder", "deputy"):
            row_field(self, name).queryset = members.order_by("user__name")
        choice_field(self, "statutory_office").choices = [("", "None"), *Post.StatutoryOffice.choices]

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if not self.errors:
            for field, problem in post_problems(self.instance).items():
                self.add_error(field, problem)


class EndPostForm(forms.Form):
    last_day = DateField(label="Last day", initial=timezone.localdate)
