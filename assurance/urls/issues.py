"""Significant governance issues."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
