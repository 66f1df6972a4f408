"""Reminding those behind."""

from django.urls import path

from assurance.views import reminders

urlpatterns = [
    path("cycles/<year:year>/remind/", reminders.remind_people, name="remind"),
]
