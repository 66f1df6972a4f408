"""Addresses that belong to a person, not to a council."""

from django.urls import path

from assurance.views import home

urlpatterns = [
    path("", home.home, name="home"),
]
