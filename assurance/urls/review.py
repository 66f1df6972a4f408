"""Submitting, reviewing and finishing, in the order in which rows take them."""

from django.urls import path

from assurance.views import replying, review, signoff, submission

CYCLE = "cycles/<year:year>/"

urlpatterns = [
    path(f"{CYCLE}mine/check/", submission.check_answers, name="check-answers"),
    path(f"{CYCLE}mine/submit/", submission.submit_rows, name="submit"),
    path(f"{CYCLE}mine/sent/", submission.sent, name="sent"),
    path(f"{CYCLE}mine/sent/download/", submission.sent_download, name="sent-download"),
    path(f"{CYCLE}requirements/<ref:ref>/submit/", submission.assessment_submit, name="assessment-submit"),
    path(
        f"{CYCLE}requirements/<ref:ref>/take-back/",
        submission.assessment_take_back,
        name="assessment-take-back",
    ),
    path(f"{CYCLE}requirements/<ref:ref>/reply/", replying.assessment_reply, name="assessment-reply"),
    path(f"{CYCLE}review/", review.review_queue, name="review-queue"),
    path(f"{CYCLE}review/agree/", review.review_agree, name="review-agree"),
    path(f"{CYCLE}review/<ref:ref>/", review.review_row, name="review-row"),
    path(f"{CYCLE}review/<ref:ref>/decide/", review.review_decide, name="review-decide"),
    path(f"{CYCLE}review/<ref:ref>/reopen/", review.review_reopen, name="review-reopen"),
    path(f"{CYCLE}sign-off/", signoff.sign_off, name="sign-off"),
    path(f"{CYCLE}sign-off/finish/", signoff.sign_off_finish, name="sign-off-finish"),
    path(f"{CYCLE}sign-off/confirm/", signoff.sign_off_confirm, name="sign-off-confirm"),
    path(f"{CYCLE}sign-off/send-back/", signoff.sign_off_send_back, name="sign-off-send-back"),
    path(f"{CYCLE}sign-off/reopen/", signoff.sign_off_reopen, name="sign-off-reopen"),
]
