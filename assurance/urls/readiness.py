"""What is left to do."""

from django.urls import path

from assurance.views import readiness

CYCLE = "cycles/<year:year>/"

urlpatterns = [
    path(f"{CYCLE}readiness/", readiness.readiness, name="readiness"),
    path(f"{CYCLE}readiness/accept/", readiness.readiness_accept, name="readiness-accept"),
    path(f"{CYCLE}readiness/take-back/", readiness.readiness_take_back, name="readiness-take-back"),
]
