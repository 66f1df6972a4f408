"""What an auditor takes away: the index of evidence and its files."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
