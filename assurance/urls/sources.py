"""Sources of assurance."""

from django.urls import path

from assurance.views import source_forms, sources

SOURCES = "cycles/<year:year>/sources/"
OPINION = f"{SOURCES}internal-audit-opinion/"

urlpatterns = [
    path(SOURCES, sources.sources, name="sources"),
    path(f"{SOURCES}record/", source_forms.source_record, name="source-record"),
    path(OPINION, source_forms.audit_opinion, name="audit-opinion"),
    path(f"{OPINION}ask/", sources.audit_opinion_ask, name="audit-opinion-ask"),
    path(f"{SOURCES}<int:pk>/", sources.source, name="source"),
    path(f"{SOURCES}<int:pk>/change/", source_forms.source_change, name="source-change"),
    path(f"{SOURCES}<int:pk>/withdraw/", sources.source_withdraw, name="source-withdraw"),
    path(f"{SOURCES}<int:pk>/evidence/", sources.source_evidence, name="source-evidence"),
    path(f"{SOURCES}<int:pk>/history/", sources.source_history, name="source-history"),
]
