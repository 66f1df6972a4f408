"""Evidence in a few words, for the pages of rows."""

from datetime import date

from django import template

from assurance.evidence_dates import flags_of
from assurance.models import Evidence

register = template.Library()


@register.filter
def out_of_date_because(item: Evidence, year_end: date) -> str:
    """ "the year in its title is over": the first reason why the item is out of date; else nothing."""
    return next((flag.label for flag in flags_of(item, year_end=year_end) if flag.is_out_of_date), "")
