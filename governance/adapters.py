"""How allauth behaves here: people come by invitation only."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


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
