from django.urls import path

from framework import views

app_name = "framework"

urlpatterns = [
    path("", views.framework_overview, name="overview"),
    path("<slug:letter>/", views.principle_detail, name="principle"),
]
