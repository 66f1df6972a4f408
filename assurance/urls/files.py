"""Files of the evidence register."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
