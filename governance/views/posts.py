"""The posts of a council: actions, evidence and signatures name them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from governance.decorators import permission_required
from governance.forms.posts import EndPostForm, PostForm
from governance.http import CouncilRequest
from governance.models import Post
from governance.permissions import Permission
from governance.workflow.errors import WorkflowError
from governance.workflow.posts import change_post, create_post, end_post


@require_safe
@permission_required(Permission.MANAGE_PEOPLE)
def post_list(request: CouncilRequest) -> HttpResponse:
    """Posts of today with their holders, then those that ended."""
    today = timezone.localdate()
    posts = Post.objects.for_council(request.council).select_related("holder__user", "deputy__user")
    context = {
        "posts": posts.current(at=today),
        "ended": posts.filter(ends_on__lt=today).order_by("-ends_on", "title"),
        "here": "posts",
    }
    return render(request, "governance/posts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.MANAGE_PEOPLE)
def post_create(request: CouncilRequest) -> HttpResponse:
    return post_form(request, Post(council=request.council))


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.MANAGE_PEOPLE)
def post_edit(request: CouncilRequest, pk: int) -> HttpResponse:
    return post_form(
        request, get_object_or_404(Post.objects.for_council(request.council), pk=pk, ends_on=None)
    )


def post_form(request: CouncilRequest, post: Post) -> HttpResponse:
    """The page of a new or an existing post."""
    form = PostForm(request.POST if request.method == "POST" else None, instance=post)
    title = post.title
    if request.method == "POST" and form.is_valid():
        verb = change_post if post.pk else create_post
        try:
            verb(post=post, by=request.membership, at=timezone.now())
        except WorkflowError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, f"The post “{post}” is saved.")
            return redirect("governance:posts", request.council.slug)
    context = {"form": form, "post": post, "title": title, "here": "posts"}
    return render(request, "governance/post_edit.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.MANAGE_PEOPLE)
def post_end(request: CouncilRequest, pk: int) -> HttpResponse:
    post = get_object_or_404(Post.objects.for_council(request.council), pk=pk, ends_on=None)
    form = EndPostForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            end_post(post=post, by=request.membership, at=timezone.now(), **form.cleaned_data)
        except WorkflowError as error:
            form.add_error("last_day", error.messages)
        else:
            messages.success(request, f"The post “{post}” ends.")
            return redirect("governance:posts", request.council.slug)
    context = {"form": form, "post": post, "here": "posts"}
    return render(request, "governance/post_end.html", context, status=422 if form.is_bound else 200)
