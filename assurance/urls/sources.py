"""Sources of assurance."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
