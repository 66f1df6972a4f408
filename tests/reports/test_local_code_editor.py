"""Writing the Local Code in the browser: nothing typed is lost, and later states stay as they are."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.models import F
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assurance.models import Evidence, ReviewCycle
from governance.models import AuditEntry, Council, Membership
from governance.roles import Role
from governance.workflow.errors import WorkflowError
from reports.editions.differences import compare
from reports.editions.reading import text_of
from reports.editions.starting import first_text
from reports.editions.texts import ItemText
from reports.models import CodeGroup, CodeItem, LocalCodeEdition
from reports.workflow.edition_texts import PlaceEdit, save_texts
from reports.workflow.editions import start_edition
from tests.builders import NOW, make_council, make_cycle, make_member

OUTLINE, PRINCIPLE = 15, 18  # queries


class EditorTests(TestCase):
    council: Council
    cycle: ReviewCycle
    writer: Membership
    edition: LocalCodeEdition

    @classmethod
    def setUpTestData(cls) -> None:
        cls.council = make_council()
        cls.cycle = make_cycle(cls.council)
        cls.writer = make_member(cls.council, Role.COORDINATOR, name="Owen Castell")
        cls.edition = start_edition(cycle=cls.cycle, style="table", by=cls.writer, at=NOW)

    def setUp(self) -> None:
        self.client.force_login(self.writer.user)

    def at(self, name: str, *args: object, of: LocalCodeEdition | None = None) -> str:
        return reverse(f"reports:local-code-{name}", args=[self.council.slug, (of or self.edition).pk, *args])

    def sent(self, url: str, **changes: str) -> dict[str, str]:
        """The page's form as a browser sends it back."""
        data: dict[str, str] = {}
        context = self.client.get(url).context
        for form in self.forms_in(context):
            for field in form:
                if field.name == "next_review_on":
                    continue
                value = field.value()
                data[field.html_name] = "" if value is None else value
        return data | changes

    def forms_in(self, context) -> list[Any]:
        if "lists" not in context and "new" not in context:
            return [context["box"].form]
        if "lists" not in context:
            return [*(box.form for box in context["items"]), *context["new"]]
        forms = [context["principle_box"].form]
        for each in context["lists"]:
            forms += [each["box"].form] if each["box"] else []
            forms += [box.form for box in each["items"]] + each["new"]
        return forms

    def items(self, letter: str = "A") -> list[CodeItem]:
        return list(
            CodeItem.objects.filter(
                code_principle__edition=self.edition, code_principle__principle__letter=letter
            ).order_by(F("group__position").asc(nulls_last=True), "position")
        )

    def release(self) -> None:
        LocalCodeEdition.objects.filter(pk=self.edition.pk).update(state="released")

    def test_versions_say_what_stands_and_the_next_starts_after_release(self) -> None:
        url = reverse("reports:local-code", args=[self.council.slug])
        self.assertContains(self.client.get(url), "Version 1 is being written.")
        self.release()
        self.assertContains(self.client.get(url), "Start the next version")

        self.client.post(reverse("reports:local-code-start", args=[self.council.slug]))

        newest = LocalCodeEdition.objects.get(number=2)
        assert (newest.based_on, newest.style) == (self.edition, "table")

    def test_a_file_is_brought_in_with_its_remarks_or_refused_in_words(self) -> None:
        self.release()
        url = reverse("reports:local-code-bring-in", args=[self.council.slug])
        for content, said in [(b"{", "is not JSON"), (b"x" * (5 * 1024 * 1024 + 1), "larger than 5 MB")]:
            answer = self.client.post(url, {"file": SimpleUploadedFile("code.json", content)})
            self.assertContains(answer, said, status_code=422)
        code = {
            "document_title": "Our Code",
            "principles": [
                {
                    "letter": letter,
                    "title": "Title",
                    "rationale": "Why",
                    "sub_principles": [{"title": "A heading", "commitments": [{"text": f"We do {letter}"}]}],
                }
                for letter in "ABCDEFG"
            ],
        }
        broken = code | {"document_title": "x" * 201}
        answer = self.client.post(url, {"file": SimpleUploadedFile("c.json", json.dumps(broken).encode())})
        self.assertContains(answer, "a title of 201 characters", status_code=422)

        answer = self.client.post(
            url, {"file": SimpleUploadedFile("code.json", json.dumps(code).encode())}, follow=True
        )

        self.assertContains(answer, "What to look at in the file")
        self.assertContains(answer, "have the same rationale")

    def test_the_outline_and_the_principle_take_few_queries(self) -> None:
        for url, most in [(self.at("version"), OUTLINE), (self.at("principle", "A"), PRINCIPLE)]:
            with CaptureQueriesContext(
                connection,
            ) as queries:
                assert self.client.get(url).status_code == 200
            assert len(queries) <= most, (url, len(queries))

    def test_the_control_block_is_saved_and_a_number_is_asked_for_a_constitution(self) -> None:
        url = self.at("about")
        data = self.sent(url, **{"row-lead_officer": "Monitoring Officer", "row-style": "constitution"})

        self.assertContains(self.client.post(url, data), "Enter the number that paragraphs", status_code=422)
        answer = self.client.post(url, data | {"row-numbering_prefix": "26."})
        self.assertContains(answer, "for example 26 or 4.2", status_code=422)
        self.client.post(url, data | {"row-numbering_prefix": "26"})

        self.edition.refresh_from_db()
        assert (self.edition.lead_officer, self.edition.style) == ("Monitoring Officer", "constitution")
        entry = AuditEntry.objects.get(action="reports.local_code.saved")
        assert entry.data["where"] == "the control block"

    def test_one_save_stores_every_changed_item_with_history(self) -> None:
        first, second, *_ = self.items()
        url = self.at("principle", "A")
        changes = {f"item-{first.pk}-text": "First words", f"item-{second.pk}-text": "Second words"}
        answer = self.client.post(
            url, self.sent(url, **changes, **{"principle-note": "A note", "new-whole-0-text": "One more"})
        )

        assert answer.status_code == 302
        assert [item.text for item in self.items()[:2]] == ["First words", "Second words"]
        first.refresh_from_db()
        assert (first.version, first.history.first().history_user) == (2, self.writer.user)
        added = CodeItem.objects.get(text="One more")
        assert (added.group, added.history.count()) == (None, 1)
        assert AuditEntry.objects.get(action="reports.local_code.saved").data["texts"] == 4

    def test_two_people_in_one_text_see_both_and_lose_nothing(self) -> None:
        first, second, *_ = self.items()
        url = self.at("principle", "A")
        mine = self.sent(url, **{f"item-{first.pk}-text": "Mine", f"item-{second.pk}-text": "Also mine"})
        self.client.post(url, self.sent(url, **{f"item-{first.pk}-text": "Theirs"}))

        answer = self.client.post(url, mine)

        self.assertContains(answer, "Theirs", status_code=409)
        box = next(
            box for each in answer.context["lists"] for box in each["items"] if box.name == f"item-{first.pk}"
        )
        assert box.form["text"].value() == "Mine"
        assert [item.text for item in self.items()[:2]] == ["Theirs", "Also mine"]
        again = mine | {box.form["version"].html_name: str(box.form["version"].value())}
        assert self.client.post(url, again).status_code == 302
        assert self.items()[0].text == "Mine"

    def test_buttons_save_then_move_remove_and_put_back(self) -> None:
        first, second, *_ = self.items()
        url = self.at("principle", "A")
        typed = {f"item-{second.pk}-text": "Typed"}
        self.client.post(url, self.sent(url, **typed, then=f"up:item-{second.pk}"))
        assert [item.pk for item in self.items()[:2]] == [second.pk, first.pk]
        assert self.items()[0].text == "Typed"

        self.client.post(url, self.sent(url, then=f"remove:item-{first.pk}"))
        first.refresh_from_db()
        assert first.removed_at
        self.client.post(url, self.sent(url, then=f"back:item-{first.pk}"))
        first.refresh_from_db()
        assert first.removed_at is None

    def test_an_item_moves_to_another_heading_with_its_text_and_history(self) -> None:
        first, second, *_ = self.items()
        url = self.at("principle", "A")
        requirement = first.requirement
        openness = CodeGroup.objects.filter(code_principle__edition=self.edition)
        target = openness.filter(code_principle__principle__letter="B").order_by("position")[0]
        data = self.sent(
            url,
            **{
                f"item-{first.pk}-place": f"{target.code_principle_id}-{target.pk}",
                f"item-{first.pk}-text": "Moved words",
                f"item-{second.pk}-place": f"{second.code_principle_id}-",
            },
        )
        late = self.sent(url, **{f"item-{first.pk}-text": "Typed late"})
        answer = self.client.post(url, data, follow=True)

        self.assertContains(answer, "Moved to the end of another heading")
        first.refresh_from_db()
        second.refresh_from_db()
        assert (first.group, first.text, first.requirement) == (target, "Moved words", requirement)
        assert self.items("B")[[item.pk for item in self.items("B")].index(first.pk) - 1].group == target
        assert second.group is None
        assert self.client.post(url, data).status_code == 302
        first.refresh_from_db()
        assert first.history.count() == 3
        moved = AuditEntry.objects.filter(action="reports.local_code.moved")
        assert moved.count() == 2

        answer = self.client.post(url, late)
        self.assertContains(answer, "Moved words", status_code=409)
        clash = next(box for box in answer.context["gone"] if box.name == f"item-{first.pk}")
        again = late | {clash.form["version"].html_name: str(clash.form["version"].value())}
        self.assertContains(self.client.post(url, again, follow=True), "Your text is kept with it")
        first.refresh_from_db()
        assert (first.group, first.text) == (target, "Typed late")
        # On its new page the requirement of the old principle is still on offer, and stays.
        page = self.at("principle", "B")
        self.client.post(page, self.sent(page, **{f"item-{first.pk}-text": "In its new place"}))
        before = first.requirement_id
        first.refresh_from_db()
        assert (first.text, first.requirement_id) == ("In its new place", before)

    def test_a_heading_that_was_removed_meanwhile_takes_no_item(self) -> None:
        [first, *_] = self.items()
        url = self.at("principle", "A")
        heading = first.code_principle.groups.order_by("position")[1]
        data = self.sent(url, **{f"item-{first.pk}-place": f"{first.code_principle_id}-{heading.pk}"})
        data[f"item-{first.pk}-text"] = "Not lost"
        self.client.post(url, self.sent(url, then=f"remove:group-{heading.pk}"))
        answer = self.client.post(url, data)
        self.assertContains(answer, "that heading was removed", status_code=422)
        self.assertContains(answer, "Not lost", status_code=422)

    def test_an_item_never_moves_to_the_code_of_another_council(self) -> None:
        [first, *_] = self.items()
        other = make_cycle(make_council())
        writer = make_member(other.council, Role.COORDINATOR)
        theirs = start_edition(cycle=other, style="table", by=writer, at=NOW).principles.get(
            principle__letter="B"
        )
        address, place = self.at("principle", "A"), f"{theirs.pk}-"
        answer = self.client.post(address, self.sent(address, **{f"item-{first.pk}-place": place}))
        assert answer.status_code == 422
        with self.assertRaisesMessage(WorkflowError, "Choose a heading of this version"):
            save_texts(
                edition=self.edition,
                where="Principle A",
                edits=[],
                places=[PlaceEdit(first, (theirs.pk, None))],
                by=self.writer,
                at=NOW,
            )
        assert self.items()[0] == first

    def test_a_page_sent_twice_adds_its_rows_once(self) -> None:
        url, roles, sections = self.at("principle", "A"), self.at("roles"), self.at("section-add")
        pages = {
            url: {"new-whole-0-text": "Once", "new-heading": "Our own heading"},
            roles: {"new-roles-0-role": "Scrutiny", "new-roles-0-description": "Asks."},
        }
        for page, typed in pages.items():
            data = self.sent(page, once="page-1", **typed)
            for _ in range(2):
                self.assertContains(self.client.post(page, data, follow=True), "Saved.")
        self.client.post(url, self.sent(url, once="page-1") | {"new-whole-0-text": "Typed on the way back"})
        self.client.post(url, self.sent(url, once="page-2") | {"new-whole-0-text": "Once"})
        for _ in range(2):
            self.client.post(sections, {"once": "page-3", "heading": "Fraud", "text": "Words."})

        of_edition = CodeItem.objects.filter(code_principle__edition=self.edition)
        assert of_edition.filter(text="Once").count() == 2  # of two pages
        assert of_edition.filter(text="Typed on the way back").count() == 1
        assert CodeGroup.objects.filter(heading="Our own heading").count() == 1
        assert self.edition.roles.filter(role="Scrutiny").count() == 1
        assert self.edition.sections.filter(heading="Fraud").count() == 1

    def test_a_link_that_cannot_be_printed_is_named_with_its_item(self) -> None:
        [first, *_] = self.items()
        url = self.at("principle", "A")
        for link in ("javascript:alert(1)", "www.council.example"):
            data = self.sent(url, **{f"item-{first.pk}-text": f"[Code]({link})"})
            answer = self.client.post(url, data)
            self.assertContains(answer, "item 1: Text: the link to", status_code=422)
            self.assertContains(answer, f"[Code]({link})", status_code=422)

    def test_an_internal_item_of_evidence_is_said_to_have_no_link(self) -> None:
        [first, *_] = self.items()
        Evidence.objects.create(council=self.council, title="Whistleblowing log")
        url = self.at("principle", "A")
        wrong = self.client.post(url, self.sent(url, **{f"item-{first.pk}-evidence_id": "Not there"}))
        self.assertContains(wrong, "none is called", status_code=422)
        self.client.post(url, self.sent(url, **{f"item-{first.pk}-evidence_id": "Whistleblowing log"}))
        self.assertContains(self.client.get(url), "is internal: printed without link")

    def test_sections_are_added_written_moved_removed_and_put_back(self) -> None:
        text = {"heading": "Counter-fraud", "text": "See [1](#nowhere)."}
        self.client.post(self.at("section-add"), text)
        section = self.edition.sections.get(heading="Counter-fraud")
        assert section.key == "counter-fraud"
        self.assertContains(self.client.get(self.at("version")), "reference (#nowhere) points to a paragraph")
        page = self.at("section", section.pk)
        self.client.post(page, self.sent(page, **{"row-text": "Better."}))
        for step in ("up", "remove", "back"):
            self.client.post(self.at("section-place", section.pk), {"step": step})
        section.refresh_from_db()
        assert (section.text, section.removed_at) == ("Better.", None)
        assert [one.key for one in self.edition.sections.all()][-2:] == ["counter-fraud", "upkeep"]

    def test_roles_are_written_and_added(self) -> None:
        url = self.at("roles")
        self.client.post(
            url, self.sent(url, **{"new-roles-0-role": "Scrutiny", "new-roles-0-description": "Asks."})
        )
        assert [each.role for each in self.edition.roles.all()][-1] == "Scrutiny"

    def test_a_released_version_is_read_only_and_says_so(self) -> None:
        url, roles = self.at("principle", "A"), self.at("roles")
        data = self.sent(url, **{"principle-title": "Too late"})
        self.release()
        for page in (url, roles, self.at("version"), self.at("about")):
            self.assertContains(self.client.get(page), "is no longer being written")
        answer = self.client.post(url, data)
        self.assertContains(answer, "is no longer being written", status_code=422)
        assert not self.edition.principles.filter(title="Too late").exists()

    def test_differences_name_what_was_changed_added_removed_and_moved(self) -> None:
        one = first_text(self.cycle, "table")
        assert compare(one, one) == []
        group = one.principles[0].groups[0]
        first, second, third, *rest = group.items
        now = replace(
            group,
            items=(
                second,
                first,
                ItemText("commitment", "We are new."),
                replace(third, text=third.text + " Always."),
                *rest[1:],
            ),
        )
        principle = replace(one.principles[0], groups=(now, *one.principles[0].groups[1:]))

        [part] = compare(one, replace(one, principles=(principle, *one.principles[1:])))

        assert part.heading == f"Principle A: {group.heading}"
        done = {(change.done, change.after or change.before) for change in part.changes}
        assert ("added", "We are new.") in done
        assert ("changed", third.text + " Always.") in done
        assert ("removed", rest[0].text) in done
        assert sorted(change.done for change in part.changes) == ["added", "changed", "moved", "removed"]

    def test_versions_that_are_alike_say_so(self) -> None:
        self.release()
        start_edition(cycle=self.cycle, style="table", by=self.writer, at=NOW)
        url = reverse("reports:local-code-differences", args=[self.council.slug])
        self.assertContains(self.client.get(url), "Nothing changed between version 1 and version 2")
        second = LocalCodeEdition.objects.get(number=2)
        second.principles.filter(principle__letter="B").update(rationale="Quite other words.")
        self.assertContains(self.client.get(url + "?from=1&to=2"), "Quite other words.")
        assert self.client.get(url + "?from=1&to=9").status_code == 404
        assert text_of(second).principles[1].rationale == "Quite other words."

    def test_a_section_of_another_council_is_not_found(self) -> None:
        other = make_council()
        self.client.force_login(make_member(other, Role.COORDINATOR).user)
        url = reverse("reports:local-code-version", args=[other.slug, self.edition.pk])
        assert self.client.get(url).status_code == 404
