"""Addresses of the documents, below /councils/<slug>/: one list per noun."""

from reports.urls import documents, statements

app_name = "reports"
urlpatterns = [
    *documents.urlpatterns,
    *statements.urlpatterns,
]
