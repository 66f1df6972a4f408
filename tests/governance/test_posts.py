"""Posts are set up, change hands and end."""

from datetime import date, timedelta

from django.test import TestCase
from django.urls import reverse
from django.utils import timezone

from governance.models import AuditEntry, Council, Membership, Post
from governance.roles import Role
from tests.builders import make_council, make_member, make_post


class PostTests(TestCase):
    council: Council
    admin: Membership
    helen: Membership
    callum: Membership

    @classmethod
    def setUpTestData(cls) -> None:
        cls.council = make_council("exampleshire")
        cls.admin = make_member(cls.council, Role.ADMINISTRATOR)
        cls.helen = make_member(cls.council, Role.MONITORING_OFFICER, name="Helen Marsh")
        cls.callum = make_member(cls.council, Role.SERVICE_OFFICER, name="Callum Frayne")

    def setUp(self) -> None:
        self.client.force_login(self.admin.user)

    def url(self, name: str, *args: object) -> str:
        return reverse(f"governance:{name}", args=[self.council.slug, *args])

    def add(self, **answers: object):
        return self.client.post(self.url("post-create"), {"title": "Head of legal"} | answers)

    def test_a_post_is_added(self) -> None:
        response = self.add(
            directorate="Legal",
            statutory_office="monitoring_officer",
            holder=self.helen.pk,
            deputy=self.callum.pk,
            is_acting="on",
            starts_on_day="1",
            starts_on_month="4",
            starts_on_year="2024",
        )
        self.assertRedirects(response, self.url("posts"))
        post = Post.objects.get()
        self.assertEqual((post.council, post.holder, post.deputy), (self.council, self.helen, self.callum))
        self.assertEqual((post.is_acting, post.starts_on), (True, date(2024, 4, 1)))
        page = self.client.get(self.url("posts"))
        self.assertContains(page, "Helen Marsh (acting)")
        self.assertContains(page, "Monitoring officer")

    def test_a_change_of_holder_is_recorded_with_both_names(self) -> None:
        post = make_post(self.council, "Head of legal", holder=self.helen)
        self.client.post(self.url("post", post.pk), {"title": "Head of legal", "holder": self.callum.pk})
        post.refresh_from_db()
        self.assertEqual(post.holder, self.callum)
        entry = AuditEntry.objects.get(action="governance.post.changed")
        self.assertEqual(entry.data["changes"], {"holder": ["Helen Marsh", "Callum Frayne"]})

    def test_saving_without_a_change_records_nothing(self) -> None:
        post = make_post(self.council, "Head of legal", holder=self.helen)
        self.client.post(self.url("post", post.pk), {"title": "Head of legal", "holder": self.helen.pk})
        self.assertFalse(AuditEntry.objects.exists())

    def test_wrong_answers_are_said_at_their_fields(self) -> None:
        make_post(self.council, "Head of legal", statutory_office="monitoring_officer")
        wrong: list[tuple[dict[str, object], str]] = [
            ({"title": ""}, "title"),
            ({"title": "head of LEGAL"}, "title"),
            ({"title": "Other", "statutory_office": "monitoring_officer"}, "statutory_office"),
            ({"title": "Other", "holder": self.helen.pk, "deputy": self.helen.pk}, "deputy"),
            ({"title": "Other", "is_acting": "on"}, "is_acting"),
        ]
        for answers, field in wrong:
            response = self.add(**answers)
            self.assertEqual(response.status_code, 422, answers)
            self.assertEqual(set(response.context["form"].errors), {field}, answers)
        self.assertEqual(Post.objects.count(), 1)

    def test_only_members_of_this_council_can_hold_it(self) -> None:
        outsider = make_member(make_council(), Role.MONITORING_OFFICER)
        self.assertEqual(set(self.add(holder=outsider.pk).context["form"].errors), {"holder"})

    def test_a_post_ends_on_its_last_day(self) -> None:
        post = make_post(self.council, "Head of legal", starts_on=date(2024, 4, 1))
        self.client.post(
            self.url("post-end", post.pk),
            {"last_day_day": "31", "last_day_month": "3", "last_day_year": "2025"},
        )
        self.assertContains(self.client.get(self.url("posts")), "until 31 March 2025")
        self.assertEqual(list(Post.objects.current(at=date(2025, 3, 31))), [post])
        self.assertEqual(list(Post.objects.current(at=date(2025, 4, 1))), [])
        self.assertEqual(self.client.get(self.url("post", post.pk)).status_code, 404)

    def test_it_does_not_end_before_it_began(self) -> None:
        post = make_post(self.council, starts_on=timezone.localdate())
        before = timezone.localdate() - timedelta(days=1)
        answers = {"last_day_day": before.day, "last_day_month": before.month, "last_day_year": before.year}
        response = self.client.post(self.url("post-end", post.pk), answers)
        self.assertContains(response, "must not be before the first", status_code=422)

    def test_the_title_of_an_ended_post_is_free_again(self) -> None:
        make_post(self.council, "Head of legal", ends_on=date(2024, 3, 31))
        self.assertRedirects(self.add(), self.url("posts"))

    def test_posts_of_other_councils_cannot_be_reached(self) -> None:
        post = make_post(make_council())
        for name in ["post", "post-end"]:
            self.assertEqual(self.client.get(self.url(name, post.pk)).status_code, 404)
