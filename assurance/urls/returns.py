"""Directors’ assurance returns."""

from django.urls import path

from assurance.views import director_return, return_steps, returns

RETURNS = "cycles/<year:year>/returns/"
ONE = f"{RETURNS}<int:pk>/"

urlpatterns = [
    path(RETURNS, returns.returns_list, name="returns"),
    path(f"{RETURNS}ask/", returns.returns_ask, name="returns-ask"),
    path(f"{RETURNS}remind/", returns.returns_remind, name="returns-remind"),
    path(ONE, director_return.return_page, name="return"),
    path(f"{ONE}answer/", director_return.return_answer, name="return-answer"),
    path(f"{ONE}check/", director_return.return_check, name="return-check"),
    path(f"{ONE}send/", director_return.return_send, name="return-send"),
    path(f"{ONE}open-again/", return_steps.return_open_again, name="return-open-again"),
    path(f"{ONE}withdraw/", return_steps.return_withdraw, name="return-withdraw"),
    path(f"{ONE}exceptions/<int:number>/", return_steps.return_exception, name="return-exception"),
]
