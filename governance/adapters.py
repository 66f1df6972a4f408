"""How allauth behaves here: people come by invitation only."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from governance.sign_in_record import record_asked, record_locked_out

# What the mails that answer somebody outside are in the record of changes.
ASKED = {
    "account/email/login_code": "governance.sign_in.code_asked",
    "account/email/password_reset_key": "governance.password.link_asked",
    "account/email/unknown_account": "governance.sign_in.unknown_asked",
}


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": "This account is closed",
        "email_password_mismatch": "That e-mail address and password do not belong together",
        "enter_current_password": "Enter the password you use now",
        "incorrect_code": "That is not the code we sent. Check it, or ask for a new one",
        "incorrect_password": "That is not your password",
        "too_many_login_attempts": "Too many attempts. Wait five minutes, or ask for a code by e-mail",
        "rate_limited": "Too many attempts. Wait a few minutes and try again",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up by themselves: a council administrator invites them."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        super().send_mail(template_prefix, email, context)
        if code := ASKED.get(template_prefix):
            record_asked(code, email)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            record_locked_out(str(credentials.get("email") or "").replace("\0", ""))
            raise
