"""Addresses of the yearly work, below /councils/<slug>/: one list per noun."""

from assurance.urls import (
    actions,
    assessments,
    carrying,
    comments,
    cycles,
    evidence,
    exchange,
    files,
    history,
    readiness,
    reminders,
    review,
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
]
