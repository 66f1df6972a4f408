from django.urls import path

from assurance.views import evidence, evidence_find, evidence_merge

urlpatterns = [
    path("evidence/", evidence.evidence_list, name="evidence"),
    path("evidence/suggest/", evidence_find.evidence_suggest, name="evidence-suggest"),
    path("evidence/merge/", evidence_merge.evidence_merge, name="evidence-merge"),
    path("evidence/<int:pk>/", evidence.evidence_item, name="evidence-item"),
    path("evidence/<int:pk>/change/", evidence.evidence_change, name="evidence-change"),
    path("evidence/<int:pk>/stop-using/", evidence.evidence_stop_using, name="evidence-stop-using"),
    path("evidence/<int:pk>/use-again/", evidence.evidence_use_again, name="evidence-use-again"),
    path(
        "cycles/<year:year>/requirements/<ref:ref>/evidence/",
        evidence_find.evidence_find,
        name="evidence-find",
    ),
]
