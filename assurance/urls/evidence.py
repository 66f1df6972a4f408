from django.urls import path

from assurance.views import evidence

urlpatterns = [
    path("evidence/", evidence.evidence_list, name="evidence"),
    path("evidence/<int:pk>/", evidence.evidence_item, name="evidence-item"),
    path("evidence/<int:pk>/change/", evidence.evidence_change, name="evidence-change"),
    path("evidence/<int:pk>/stop-using/", evidence.evidence_stop_using, name="evidence-stop-using"),
    path("evidence/<int:pk>/use-again/", evidence.evidence_use_again, name="evidence-use-again"),
]
