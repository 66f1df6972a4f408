"""Makes a council and its first administrator."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import BaseCommand, CommandError
from django.core.validators import validate_email
from django.urls import reverse
from django.utils import timezone

from governance.models import Council
from governance.workflow.councils import create_council
from governance.workflow.errors import WorkflowError
from governance.workflow.people import name_from_email


class Command(BaseCommand):
    help = "Makes a council and its first administrator, who signs in with a code sent by e-mail."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="short name in the council's addresses, such as “exampleshire”")
        parser.add_argument("--name", required=True, help="the council's full name")
        parser.add_argument(
            "--admin", required=True, metavar="EMAIL", help="the administrator's e-mail address"
        )
        parser.add_argument("--admin-name", default="", metavar="NAME", help="default: read from the address")

    def handle(self, *args: Any, **options: Any) -> None:
        name = options["name"].strip()
        longest = Council._meta.get_field("name").max_length or 0
        if not 0 < len(name) <= longest:
            raise CommandError(f"--name must have 1 to {longest} characters")
        email = checked_email(options["admin"])
        try:
            membership = create_council(
                slug=options["slug"],
                name=name,
                admin_email=email,
                admin_name=options["admin_name"].strip() or name_from_email(email),
                at=timezone.now(),
            )
        except WorkflowError as error:
            raise CommandError(" ".join(error.messages)) from error
        address = settings.SITE_URL + reverse("governance:people", args=[membership.council.slug])
        self.stdout.write(f"Made {name}. {membership.name} <{membership.user.email}> is its administrator.")
        self.stdout.write(f"Next: sign in and invite people at {address}")


def checked_email(text: str) -> str:
    email = text.strip()
    try:
        validate_email(email)
    except ValidationError:
        raise CommandError(f"--admin: “{text}” is not an e-mail address") from None
    return email
