"""Text that is sent after the session ended comes back to the same person."""

from http.cookies import SimpleCookie

import pytest
from django.contrib.sessions.models import Session
from django.http import QueryDict
from django.test import Client, RequestFactory, TestCase
from django.urls import reverse, reverse_lazy

from governance import kept_forms
from governance.models import Council, Membership
from governance.posted_text import label_of, typed_texts
from governance.roles import Role
from governance.views import settings as settings_view
from tests.builders import make_council, make_member
from tests.governance.test_council_settings import ANSWERS

PASSWORD = "a long enough password"
KEPT = "/kept-text/"
LOGIN = reverse_lazy("account_login")


class ExpiredSessionTests(TestCase):
    council: Council
    admin: Membership
    second: Membership
    url: str

    @classmethod
    def setUpTestData(cls) -> None:
        cls.council = make_council("exampleshire", name="Exampleshire Council")
        cls.admin = make_member(cls.council, Role.ADMINISTRATOR)
        cls.second = make_member(cls.council, Role.ADMINISTRATOR)
        for member in (cls.admin, cls.second):
            member.user.set_password(PASSWORD)
            member.user.save(update_fields=["password"])
        cls.url = reverse("governance:settings", args=["exampleshire"])

    def answers(self) -> dict[str, str | list[str]]:
        return ANSWERS | {"approving_body": "The body that took me long to type", "password": "never kept"}

    def expire(self) -> None:
        """Visit a page of the council, then lose the session as a browser does."""
        self.client.force_login(self.admin.user)
        self.client.get(self.url)
        del self.client.cookies["sessionid"]

    def sign_in(self, email: str, next_page: str) -> None:
        self.client.post(LOGIN, {"login": email, "password": PASSWORD, "next": next_page})

    def test_the_text_waits_behind_the_sign_in(self) -> None:
        self.expire()
        response = self.client.post(self.url, self.answers())
        self.assertRedirects(response, f"{LOGIN}?next={KEPT}", fetch_redirect_response=False)
        self.sign_in(self.admin.user.email, KEPT)
        page = self.client.get(KEPT)
        self.assertContains(page, "The body that took me long to type")
        self.assertContains(page, f'action="{self.url}"')
        self.assertNotContains(page, "never kept")

    def test_saving_it_then_forgets_it(self) -> None:
        self.expire()
        self.client.post(self.url, self.answers())
        self.sign_in(self.admin.user.email, KEPT)
        form = self.client.get(KEPT).context["forms"][0]
        self.client.post(form["form"].path, dict(form["pairs"]))
        self.assertEqual(
            Council.objects.get().setting("approving_body"), "The body that took me long to type"
        )
        self.assertContains(self.client.get(KEPT), "Nothing is waiting")

    def test_somebody_else_does_not_see_it(self) -> None:
        self.expire()
        self.client.post(self.url, self.answers())
        self.sign_in(self.second.user.email, KEPT)
        page = self.client.get(KEPT)
        self.assertContains(page, "Nothing is waiting")
        self.assertNotContains(page, "The body that took me long to type")

    def test_a_browser_never_signed_in_stores_nothing_and_gets_its_text_back(self) -> None:
        response = self.client.post(self.url, self.answers())
        self.assertContains(response, "The body that took me long to type", status_code=403)
        self.assertNotContains(response, "never kept", status_code=403)
        self.assertEqual(Session.objects.count(), 0)

    def test_a_forged_cookie_stores_nothing(self) -> None:
        self.client.cookies = SimpleCookie({kept_forms.COOKIE: f"{self.admin.user.pk}:x:y"})
        self.assertEqual(self.client.post(self.url, self.answers()).status_code, 403)
        self.assertEqual(Session.objects.count(), 0)

    def test_saving_by_script_is_told_to_sign_in(self) -> None:
        self.expire()
        response = self.client.post(self.url, self.answers(), headers={"accept": "application/json"})
        self.assertEqual(response.status_code, 401)
        self.assertEqual(response.json(), {"signed_in": False})
        self.assertEqual(Session.objects.count(), 1)

    def test_a_page_that_shows_kept_text_is_returned_to(self) -> None:
        self.expire()
        view = kept_forms.shows_kept_text
        marked = settings_view.council_settings
        view(marked)
        self.addCleanup(delattr, marked, "shows_kept_text")
        response = self.client.post(self.url, self.answers())
        self.assertRedirects(response, f"{LOGIN}?next={self.url}", fetch_redirect_response=False)

    def test_only_the_newest_forms_are_kept(self) -> None:
        self.expire()
        for number in range(5):
            self.client.post(
                reverse("governance:person", args=["exampleshire", number + 1]), {"years": str(number)}
            )
        self.sign_in(self.admin.user.email, KEPT)
        kept = [one["form"].fields["years"] for one in self.client.get(KEPT).context["forms"]]
        self.assertEqual(kept, ["4", "3", "2"])

    def test_a_form_of_another_session_comes_back_to_copy(self) -> None:
        client = Client(enforce_csrf_checks=True)
        client.force_login(self.admin.user)
        response = client.post(self.url, self.answers(), headers={"Referer": f"http://testserver{self.url}"})
        self.assertContains(response, "The body that took me long to type", status_code=403)
        self.assertContains(response, f'href="{self.url}"', status_code=403)
        self.assertNotContains(response, "never kept", status_code=403)

    def test_the_page_of_kept_text_needs_a_sign_in(self) -> None:
        self.assertRedirects(self.client.get(KEPT), f"{LOGIN}?next={KEPT}", fetch_redirect_response=False)


class TakeTests(TestCase):
    def test_it_is_taken_once_by_the_same_person_at_the_same_address(self) -> None:
        user = make_member(make_council(), Role.SERVICE_OFFICER).user
        request = RequestFactory().post("/here/", {"text": ["one", "two"]})
        request.session = {}  # type: ignore[assignment]
        request.user = user
        kept_forms.keep(request, person=str(user.pk))
        request.path = "/elsewhere/"
        self.assertIsNone(kept_forms.take(request))
        request.path = "/here/"
        taken = kept_forms.take(request)
        assert taken is not None
        self.assertEqual(taken.getlist("text"), ["one", "two"])
        self.assertIsNone(kept_forms.take(request))


@pytest.mark.parametrize(
    ("referer", "page"),
    [
        ("", "/here/?a=1"),
        ("http://testserver/there/?b=2", "/there/?b=2"),
        ("http://elsewhere.test/there/", "/here/?a=1"),
        ("http://testserver//elsewhere.test/", "/elsewhere.test/"),
    ],
)
def test_the_page_before_is_one_of_ours(referer: str, page: str) -> None:
    request = RequestFactory().post("/here/?a=1", headers={"Referer": referer})
    assert kept_forms.page_before(request) == page


def test_texts_are_labelled_and_what_nobody_typed_is_left_out() -> None:
    fields = QueryDict(
        "A1.1-private_note=Hm&A1.1-version=3&A1.1-score=9&password1=x&form-TOTAL_FORMS=2&empty="
    )
    assert typed_texts(fields) == [("A1.1 private note", "Hm"), ("A1.1 score", "9")]
    assert label_of("years") == "Years"
