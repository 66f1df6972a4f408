"""Evidence in a few words, for the pages of rows."""

from django import template

from assurance.evidence_dates import flags_of
from assurance.models import Evidence, ReviewCycle

register = template.Library()


@register.filter
def out_of_date_because(item: Evidence, cycle: ReviewCycle) -> str:
    """ "the year in its title is over": the first reason why the item is out of date; else nothing."""
    months = cycle.council.setting("evidence_age_months")
    flags = flags_of(item, year_end=cycle.ends_on, months=months)
    return next((flag.label for flag in flags if flag.is_out_of_date), "")
