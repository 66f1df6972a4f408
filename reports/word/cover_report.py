"""The cover report's page, which exists to be set as a Word file."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

from django.template.loader import render_to_string
from django.urls import reverse

from assurance.models import ReviewCycle
from reports.content import cover_report


def cover_report_page(cycle: ReviewCycle, *, on: date) -> str:
    report = asdict(cover_report.build(cycle, on=on))
    context = {
        "document": report,
        "control": report["control"],
        "brand_address": reverse("governance:brand-css", args=[cycle.council.slug]),
    }
    return render_to_string("reports/documents/cover_report.html", context)
