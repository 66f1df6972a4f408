"""Addresses of the yearly work, below /councils/<slug>/: one list per noun."""

from assurance.urls import (
    actions,
    assessments,
    auditing,
    carrying,
    comments,
    cycles,
    evidence,
    exchange,
    files,
    history,
    issues,
    readiness,
    reminders,
    returns,
    review,
    sources,
)

app_name = "assurance"
urlpatterns = [
    *cycles.urlpatterns,
    *assessments.urlpatterns,
    *review.urlpatterns,
    *exchange.urlpatterns,
    *actions.urlpatterns,
    *evidence.urlpatterns,
    *files.urlpatterns,
    *carrying.urlpatterns,
    *comments.urlpatterns,
    *history.urlpatterns,
    *readiness.urlpatterns,
    *reminders.urlpatterns,
    *issues.urlpatterns,
    *sources.urlpatterns,
    *returns.urlpatterns,
    *auditing.urlpatterns,
]
