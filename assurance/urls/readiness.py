"""What is left to do, and what a councillor could ask."""

from django.urls import path

from assurance.views import read_for_you, readiness

CYCLE = "cycles/<year:year>/"

urlpatterns = [
    path(f"{CYCLE}read-for-you/", read_for_you.read_for_you, name="read-for-you"),
    path(f"{CYCLE}readiness/", readiness.readiness, name="readiness"),
    path(f"{CYCLE}readiness/accept/", readiness.readiness_accept, name="readiness-accept"),
    path(f"{CYCLE}readiness/take-back/", readiness.readiness_take_back, name="readiness-take-back"),
]
