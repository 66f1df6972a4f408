"""Addresses that belong to a person, not to a council."""

from django.urls import path

from assurance.views import home, my_work, search

urlpatterns = [
    path("", home.home, name="home"),
    path("my-work/", my_work.my_work_page, name="my-work"),
    path("search/", search.search_page, name="search"),
]
