"""What an auditor takes away: the index of evidence and its files."""

from django.urls import path

from assurance.views import auditing

urlpatterns = [
    path("cycles/<year:year>/evidence-index/", auditing.evidence_index, name="evidence-index"),
    path(
        "cycles/<year:year>/evidence-index.<slug:suffix>",
        auditing.evidence_index_download,
        name="evidence-index-download",
    ),
]
