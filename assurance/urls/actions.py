from django.urls import path

from assurance.views import actions

urlpatterns = [
    path("actions/", actions.action_list, name="actions"),
]
