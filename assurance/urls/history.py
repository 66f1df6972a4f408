"""What was changed, when and by whom."""

from django.urls import path

from assurance.views import history

urlpatterns = [
    path(
        "cycles/<year:year>/requirements/<ref:ref>/history/",
        history.assessment_history,
        name="assessment-history",
    ),
    path("evidence/<int:pk>/history/", history.evidence_history, name="evidence-history"),
    path("actions/<int:pk>/history/", history.action_history, name="action-history"),
]
