"""Significant governance issues."""

from django.urls import path

from assurance.views import issue, issue_steps, issues

urlpatterns = [
    path("issues/", issues.issue_list, name="issues"),
    path("issues/<int:pk>/", issue.issue_page, name="issue"),
    path("issues/<int:pk>/change/", issue.issue_change, name="issue-change"),
    path("issues/<int:pk>/confirm/", issue_steps.issue_confirm, name="issue-confirm"),
    path("issues/<int:pk>/reject/", issue_steps.issue_reject, name="issue-reject"),
    path("issues/<int:pk>/reopen-decision/", issue_steps.issue_reopen_decision, name="issue-reopen-decision"),
    path("issues/<int:pk>/watch/", issue_steps.issue_watch, name="issue-watch"),
    path("issues/<int:pk>/updates/add/", issue_steps.issue_update_add, name="issue-update-add"),
    path("issues/<int:pk>/close/", issue_steps.issue_close, name="issue-close"),
    path("issues/<int:pk>/reopen/", issue_steps.issue_reopen, name="issue-reopen"),
    path("issues/<int:pk>/actions/add/", issue_steps.issue_action_add, name="issue-action-add"),
    path("issues/<int:pk>/actions/link/", issue_steps.issue_action_link, name="issue-action-link"),
    path("issues/<int:pk>/actions/unlink/", issue_steps.issue_action_unlink, name="issue-action-unlink"),
    path("issues/<int:pk>/history/", issue.issue_history, name="issue-history"),
    path("cycles/<year:year>/issues/raise/", issues.issue_raise, name="issue-raise"),
    path("cycles/<year:year>/issues/none/", issues.issues_none, name="issues-none"),
    path(
        "cycles/<year:year>/issues/none/take-back/",
        issues.issues_none_take_back,
        name="issues-none-take-back",
    ),
]
