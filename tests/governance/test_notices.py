"""What people were told: theirs alone, newest first, read once they follow it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import TestCase
from django.urls import reverse
from django.utils import timezone

from governance.models import Council, Membership, Notice
from governance.models.notices import RECENT_DAYS
from governance.roles import Role
from tests.builders import make_council, make_member

PAGE = "/notices/"


class NoticeTests(TestCase):
    council: Council
    member: Membership

    @classmethod
    def setUpTestData(cls) -> None:
        cls.council = make_council("merrow")
        cls.member = make_member(cls.council, Role.SERVICE_OFFICER)

    def setUp(self) -> None:
        self.client.force_login(self.member.user)

    def tell(
        self, text: str = "Helen Marsh sent back A1.3: why?", *, to: Membership | None = None, **fields
    ) -> Notice:
        fields.setdefault("url", reverse("assurance:dashboard", args=[self.council.slug]))
        days = fields.pop("days_ago", 0)
        to = to or self.member
        notice = Notice.objects.create(
            council=to.council, recipient=to, action="assurance.test", text=text, **fields
        )
        Notice.objects.filter(pk=notice.pk).update(created_at=timezone.now() - timedelta(days=days))
        return notice

    def shown(self, query: str = "") -> list[str]:
        days = self.client.get(PAGE + query).context["days"]
        return [notice.text for _, told in days for notice in told]

    def test_the_newest_comes_first_under_its_day(self) -> None:
        self.tell("Second", days_ago=1)
        self.tell("First")
        self.tell("Third", days_ago=1)
        days = self.client.get(PAGE).context["days"]
        self.assertEqual(
            [[notice.text for notice in told] for _, told in days], [["First"], ["Third", "Second"]]
        )
        self.assertEqual([day for day, _ in days], sorted((day for day, _ in days), reverse=True))

    def test_what_is_not_read_says_so_in_words(self) -> None:
        self.tell("Read before", read_at=timezone.now())
        self.assertNotContains(self.client.get(PAGE), "Unread")
        self.tell("Not read")
        self.assertContains(self.client.get(PAGE), "Unread", count=1)

    def test_following_it_leads_to_its_page_and_marks_it_read(self) -> None:
        notice = self.tell()
        response = self.client.get(f"{PAGE}{notice.pk}/")
        self.assertRedirects(response, notice.url)
        notice.refresh_from_db()
        first = notice.read_at
        self.assertIsNotNone(first)
        self.client.get(f"{PAGE}{notice.pk}/")
        notice.refresh_from_db()
        self.assertEqual(notice.read_at, first)

    def test_it_leads_nowhere_else(self) -> None:
        for url in (
            "https://elsewhere.example/",
            "//elsewhere.example/",
            "/\\elsewhere.example",
            "javascript:alert(1)",
            "",
        ):
            with self.subTest(url=url):
                response = self.client.get(f"{PAGE}{self.tell(url=url).pk}/")
                self.assertRedirects(response, PAGE)

    def test_another_persons_notice_is_not_found(self) -> None:
        colleague = self.tell(to=make_member(self.council, Role.COORDINATOR))
        elsewhere = self.tell(to=make_member(make_council(), Role.COORDINATOR))
        for notice in (colleague, elsewhere):
            self.assertEqual(self.client.get(f"{PAGE}{notice.pk}/").status_code, 404)
            notice.refresh_from_db()
            self.assertIsNone(notice.read_at)
        self.assertEqual(self.shown(), [])

    def test_a_number_of_no_notice_is_not_found(self) -> None:
        for number in (0, 2**31, 2**63, 10**40):
            self.assertEqual(self.client.get(f"{PAGE}{number}/").status_code, 404)

    def test_what_an_ended_membership_was_told_is_shown_no_more(self) -> None:
        notice = self.tell()
        Membership.objects.filter(pk=self.member.pk).update(ended_at=timezone.now())
        self.assertEqual(self.shown(), [])
        self.assertEqual(self.client.get(f"{PAGE}{notice.pk}/").status_code, 404)

    def test_notices_of_all_councils_stand_together(self) -> None:
        also = make_member(make_council(name="Quillham Council"), Role.REVIEWER, user=self.member.user)
        self.tell("Here")
        self.tell("There", to=also)
        self.assertCountEqual(self.shown(), ["Here", "There"])
        self.assertContains(self.client.get(PAGE), "Quillham Council")

    def test_mark_all_as_read_is_for_the_person_alone(self) -> None:
        mine = self.tell()
        theirs = self.tell(to=make_member(self.council, Role.COORDINATOR))
        response = self.client.post(f"{PAGE}read/", follow=True)
        self.assertContains(response, "1 notice is marked as read.")
        mine.refresh_from_db()
        theirs.refresh_from_db()
        self.assertIsNotNone(mine.read_at)
        self.assertIsNone(theirs.read_at)
        self.assertEqual(self.client.get(f"{PAGE}read/").status_code, 405)

    def test_older_ones_are_shown_when_asked_for(self) -> None:
        self.tell("Long ago", days_ago=RECENT_DAYS + 1)
        self.tell("Lately")
        self.assertEqual(self.shown(), ["Lately"])
        self.assertContains(self.client.get(PAGE), "older than 90 days")
        self.assertEqual(self.shown("?show=all"), ["Lately", "Long ago"])

    def test_pages_keep_what_was_asked(self) -> None:
        for number in range(51):
            self.tell(f"Number {number}", days_ago=RECENT_DAYS + 1)
        self.assertEqual(len(self.shown("?show=all")), 50)
        self.assertContains(self.client.get(f"{PAGE}?show=all"), "?show=all&amp;page=2")
        self.assertEqual(len(self.shown("?show=all&page=2")), 1)

    def test_the_words_of_an_empty_page(self) -> None:
        self.assertContains(self.client.get(PAGE), "Nobody told you anything yet.")

    def test_the_header_counts_what_is_not_read(self) -> None:
        self.tell()
        self.tell(days_ago=RECENT_DAYS + 1)
        self.assertContains(self.client.get(PAGE), " 1 unread</span>")

    def test_the_number_of_queries_is_fixed(self) -> None:
        self.tell()
        with self.assertNumQueries(QUERIES):
            self.client.get(PAGE)
        for number in range(40):
            self.tell(to=make_member(make_council(), user=self.member.user), days_ago=number % 5)
        with self.assertNumQueries(QUERIES):
            self.client.get(PAGE)


QUERIES = 7


@pytest.mark.django_db
def test_they_need_signing_in(client):
    assert client.get(PAGE).status_code == 302
    assert client.get(f"{PAGE}1/").status_code == 302
