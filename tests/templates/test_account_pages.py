"""The account pages: a code leads, nobody signs up, and each page stands in the shell of the product."""

import re

import pytest
from allauth.account.forms import LoginForm
from django.core import mail
from django.template.loader import render_to_string
from django.test import Client, RequestFactory

from governance.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> User:
    return User.objects.create_user("priya@merrowdale.example", "a long enough password", name="Priya Anand")


def test_a_code_by_e_mail_leads_and_the_password_is_folded(client: Client) -> None:
    html = client.get("/accounts/login/").content.decode()
    assert (
        html.index("E-mail me a code") < html.index("Use a password instead") < html.index('type="password"')
    )
    assert "<details open" not in html
    assert "Only here to read?" in html


def test_nobody_is_asked_to_sign_up(client: Client) -> None:
    assert "signup" not in client.get("/accounts/login/").content.decode()
    assert "invitation" in client.get("/accounts/signup/").content.decode()


def test_a_wrong_password_opens_its_part_and_is_said_above_the_heading(client: Client, officer: User) -> None:
    html = client.post("/accounts/login/", {"login": officer.email, "password": "wrong"}).content.decode()
    assert re.search(r"<title>\s*Error: Sign in", html)
    assert re.search(r'<details class="govuk-details" open', html)
    assert 'href="#id_login"' in html
    assert 'id="id_login"' in html
    assert "That e-mail address and password do not belong together" in html


def test_guessing_passwords_is_stopped_and_said(client: Client, officer: User) -> None:
    wrong = {"login": officer.email, "password": "wrong"}
    pages = [client.post("/accounts/login/", wrong).content.decode() for _ in range(6)]
    assert "Too many attempts. Wait five minutes" not in pages[0]
    assert "Too many attempts. Wait five minutes" in pages[-1]


def test_the_code_that_was_mailed_signs_in(client: Client, officer: User) -> None:
    page = client.post("/accounts/login/code/", {"email": officer.email}, follow=True)
    assert "Enter your code" in page.content.decode()
    (message,) = mail.outbox
    code = message.subject.split()[-1]
    assert code in message.body
    client.post("/accounts/login/code/confirm/", {"code": code})
    assert client.session["_auth_user_id"] == str(officer.pk)


def test_demonstration_accounts_show_their_role_and_are_posted(rf: RequestFactory) -> None:
    account = {
        "email": "priya@merrowdale.example",
        "role": "Service officer",
        "name": "Priya Anand",
        "council": "Merrowdale",
        "sees": "13 rows to score",
    }
    context = {"demo_accounts": [account], "form": LoginForm()}
    html = render_to_string("account/login.html", context, request=rf.get("/accounts/login/"))
    assert "This is a demonstration" in html
    assert re.search(r'<button[^>]*name="email"\s+value="priya@merrowdale.example"', html)


@pytest.mark.parametrize(
    "path", ["login/", "login/code/", "password/reset/", "password/reset/done/", "inactive/"]
)
def test_each_page_has_one_heading_and_the_shell(client: Client, path: str) -> None:
    html = client.get(f"/accounts/{path}").content.decode()
    assert html.count("<h1") == 1
    assert "govuk-skip-link" in html
    assert "style=" not in html
    assert not re.search(r"<script(?![^>]*src=)", html)
