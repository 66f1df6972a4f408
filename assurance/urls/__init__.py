"""Addresses of the yearly work, below /councils/<slug>/: one list per noun."""

from assurance.urls import actions, assessments, cycles, evidence, exchange, review

app_name = "assurance"
urlpatterns = [
    *cycles.urlpatterns,
    *assessments.urlpatterns,
    *review.urlpatterns,
    *exchange.urlpatterns,
    *actions.urlpatterns,
    *evidence.urlpatterns,
]
