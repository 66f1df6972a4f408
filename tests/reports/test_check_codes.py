"""Which check code a text has, also one that was given out before texts had a code of their own."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse
from django.utils import timezone

from reports.documents import text_digest_of
from reports.models import Approval, Publication
from reports.public.checking import by_code
from reports.public.verifying import not_given_out
from reports.workflow import approvals
from tests.reports.statement_cast import make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def file_store(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def test_first_copies_keep_the_code_that_they_print_and_later_ones_have_that_of_the_text(client, monkeypatch):
    monkeypatch.setattr(approvals, "pass_gate", lambda *args, **kwargs: None)
    cast = make_cast()
    cast.finish()
    cast.release()
    Publication.objects.update(text_digest="", public_from=cast.today)
    first = Publication.objects.get()
    approved = cast.approve()

    text = text_digest_of(json.loads(first.content))
    assert (first.printed_digest, approved.printed_digest) == (first.digest, text)
    assert Approval.objects.get().text_digest == text
    [known] = by_code(first.digest[:12], at=timezone.localdate())
    assert known.version.publication == first
    assert f"carries the code of {first}" in not_given_out(first.digest)

    client.force_login(cast.officer.user)
    slug, year = cast.cycle.council.slug, cast.cycle.year
    steps = client.get(reverse("reports:steps", args=[slug, year, "ags"])).content.decode()
    assert all(code in steps for code in (first.check_code, approved.check_code, "Its first copies print"))
    differences = client.get(reverse("reports:differences", args=[slug, year, "ags"])).content.decode()
    assert all(code in differences for code in (first.check_code, approved.check_code))
    assert "The text is the same, word for word" in differences
