"""What colleagues say about a row."""

from django.urls import path

from assurance.views import comments

ROW = "cycles/<year:year>/requirements/<ref:ref>/comments/"

urlpatterns = [
    path(ROW, comments.comments, name="comments"),
    path(f"{ROW}<int:comment>/resolve/", comments.comment_resolve, name="comment-resolve"),
    path(f"{ROW}<int:comment>/reopen/", comments.comment_reopen, name="comment-reopen"),
]
