"""Addresses of the documents, below /councils/<slug>/: one list per noun."""

from reports.urls import documents, local_code, statements, steps

app_name = "reports"
urlpatterns = [
    *documents.urlpatterns,
    *local_code.urlpatterns,
    *statements.urlpatterns,
    *steps.urlpatterns,
]
