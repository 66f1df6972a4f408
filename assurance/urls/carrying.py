"""Starting a review from last year."""

from django.urls import path

from assurance.views import carrying

urlpatterns = [
    path(
        "cycles/<year:year>/start-from-last-year/",
        carrying.start_from_last_year_page,
        name="start-from-last-year",
    ),
]
