from django.urls import path

from assurance.views import action, action_steps, actions, actions_fill, hand_over

urlpatterns = [
    path("actions/", actions.action_list, name="actions"),
    path("actions/edit/", actions_fill.actions_edit, name="actions-edit"),
    path("actions/hand-over/", hand_over.actions_hand_over, name="actions-hand-over"),
    path("actions/<int:pk>/", action.action_page, name="action"),
    path("actions/<int:pk>/change/", action.action_change, name="action-change"),
    path("actions/<int:pk>/updates/add/", action_steps.action_update_add, name="action-update-add"),
    path("actions/<int:pk>/complete/", action_steps.action_complete, name="action-complete"),
    path("actions/<int:pk>/verify/", action_steps.action_verify, name="action-verify"),
    path("actions/<int:pk>/take-up-again/", action_steps.action_take_up_again, name="action-take-up-again"),
    path("actions/<int:pk>/replace/", action_steps.action_replace, name="action-replace"),
    path("cycles/<year:year>/actions/", actions_fill.actions_fill, name="actions-fill"),
    path("cycles/<year:year>/actions/join/", actions_fill.actions_join, name="actions-join"),
]
