"""What colleagues say about a row."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
