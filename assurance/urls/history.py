"""What was changed, when and by whom."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
