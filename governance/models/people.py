from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """A person who signs in by e-mail; without a password they use one-time codes."""
        user = self.model(email=email.strip().lower(), **fields)
        if password:
            user.set_password(password)
        else:
            user.set_unusable_password()
        user.save(using=self._db)
        return user


class MailChoice(models.TextChoices):
    """When a person is told by e-mail what the app has told them."""

    AT_ONCE = "at_once", "At once, one e-mail for each"
    DAILY = "daily", "Once a day, all in one e-mail"
    NEVER = "never", "Never: I look in the app"


class User(AbstractBaseUser, PermissionsMixin):
    """A person. Belongs to councils through Membership; deactivated, never deleted."""

    email = models.EmailField("e-mail address", unique=True)
    name = models.CharField(max_length=150)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now)
    uses_keys = models.BooleanField(
        default=True
    )  # single keys on pages of rows; each person may turn them off

    mail_choice = models.CharField(max_length=8, choices=MailChoice.choices, default=MailChoice.DAILY)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects = UserManager()

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="governance_user_email_any_case")]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def first_name(self) -> str:
        """What to call somebody: "Priya", but "Councillor Pethick"."""
        first, *others = self.name.split(" ")
        return f"{first} {others[-1]}" if first == "Councillor" and others else first

    def get_full_name(self) -> str:
        return self.name
