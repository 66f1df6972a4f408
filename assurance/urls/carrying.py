"""Starting a review from last year."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
