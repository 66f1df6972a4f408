"""Writing an issue: two people at once, ticks that a council no longer offers, the actions that answer it."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import TestCase
from django.urls import reverse

from assurance.forms.issues import IssueForm
from assurance.models import AssuranceSource, GovernanceIssue, ImprovementAction, IssueCriterion
from assurance.workflow.issue_edits import add_action_for_issue, edit_issue, link_action, unlink_action
from governance.form_fields import PARTS, typed
from governance.models import CouncilSetting, Notice
from governance.roles import Role
from governance.workflow.errors import WorkflowError
from tests.assurance.issue_desk import CRITERION, IssueDesk, again, make_desk
from tests.builders import NOW, make_post, row

OTHER = "A law or a duty was not kept to, or may not be"


class WritingTests(TestCase):
    desk: IssueDesk
    issue: GovernanceIssue

    @classmethod
    def setUpTestData(cls) -> None:
        cls.desk = make_desk()
        cls.issue = cls.desk.raised("A1.1")

    def setUp(self) -> None:
        self.url = reverse("assurance:issue-change", args=[self.desk.council.slug, self.issue.pk])
        self.client.force_login(self.desk.coordinator.user)

    def opened(self) -> dict[str, object]:
        """What the page would send if nothing was typed."""
        return self.held(self.client.get(self.url).context["form"])

    def held(self, form: IssueForm) -> dict[str, object]:
        """What stands in the boxes of the page."""
        sent = {name: form[name].value() for name in form.fields if name != "due_on"}
        day = dict(zip(PARTS, typed(form["due_on"].value()), strict=True))
        sent |= {f"due_on_{part}": text for part, text in day.items()}
        return {name: value if value is not None else "" for name, value in sent.items()}

    def criteria(self) -> set[str]:
        return set(self.issue.criteria.filter(ended_at=None).values_list("text", flat=True))

    def test_everything_is_saved_and_shown(self) -> None:
        post = make_post(self.desk.council, holder=self.desk.members[Role.SERVICE_OFFICER])
        principle = self.client.get(self.url).context["form"].fields["principles"].choices[6][0]
        sent = self.opened() | {
            "title": "Figures we  cannot trust",
            "description": "Two systems disagree.\nNobody checks.",
            "impact": "A wrong decision on repairs.",
            "response": "One system by summer.",
            "criteria": [CRITERION, OTHER],
            "rows": "a1.1, F2.1",
            "principles": [principle],
            "owner_post": post.pk,
            "due_on_day": "1",
            "due_on_month": "9",
            "due_on_year": "2025",
            "committee": "Audit Committee",
        }
        answer = self.client.post(self.url, sent, follow=True)
        page = answer.content.decode()
        self.assertEqual(answer.redirect_chain[-1][0], self.issue.get_absolute_url())
        for text in ["Figures we cannot trust", "Nobody checks.", OTHER, "F2.1", "1 September 2025", "G "]:
            self.assertIn(text, page)
        self.assertEqual(self.issue.in_cycles.get().promised_for, date(2025, 9, 1))
        self.assertEqual(self.client.post(self.url, self.opened()).status_code, 302)
        self.assertEqual(again(self.issue).version, 2)

    def test_two_people_who_change_different_things_both_keep_theirs(self) -> None:
        mine = self.opened()
        theirs = self.opened() | {"impact": "A wrong decision.", "criteria": [CRITERION, OTHER]}
        self.client.post(self.url, theirs)
        answer = self.client.post(self.url, mine | {"response": "One system.", "rows": "A1.1, B1.1"})
        self.assertEqual(answer.status_code, 302)
        now = again(self.issue)
        self.assertEqual((now.impact, now.response), ("A wrong decision.", "One system."))
        self.assertEqual(self.criteria(), {CRITERION, OTHER})
        self.assertEqual(self.issue.row_links.filter(ended_at=None).count(), 2)

    def test_two_who_write_the_same_text_see_both_and_nothing_is_lost(self) -> None:
        mine = self.opened()
        self.client.post(self.url, self.opened() | {"description": "Theirs.", "impact": "Also theirs."})
        answer = self.client.post(self.url, mine | {"description": "Mine.", "response": "And mine."})
        page = answer.content.decode()
        self.assertEqual(answer.status_code, 422)
        self.assertIn("saved “Theirs.” here meanwhile", page)
        self.assertIn("Mine.", page)
        self.assertIn("Also theirs.", page)
        self.assertIn('href="#id_description"', page)
        now = again(self.issue)
        self.assertEqual((now.description, now.response), ("Theirs.", "And mine."))
        answer = self.client.post(self.url, self.held(answer.context["form"]))
        self.assertEqual(answer.status_code, 302, answer.content.decode()[3000:9000])
        self.assertEqual(again(self.issue).description, "Mine.")

    def test_a_criterion_dropped_from_the_settings_stays_where_it_is_ticked(self) -> None:
        CouncilSetting.objects.create(council=self.desk.council, key="issue_criteria", value=[OTHER])
        offered = [value for value, _ in self.client.get(self.url).context["form"].fields["criteria"].choices]
        self.assertEqual(offered, [OTHER, CRITERION])
        self.client.post(self.url, self.opened() | {"impact": "Some."})
        self.assertEqual(self.criteria(), {CRITERION})
        elsewhere = self.desk.raised(title="Another")
        IssueCriterion.objects.filter(issue=elsewhere).update(ended_at=NOW)
        url = reverse("assurance:issue-change", args=[self.desk.council.slug, elsewhere.pk])
        self.assertNotContains(self.client.get(url), CRITERION)

    def test_bad_input_is_named_at_its_field_and_kept(self) -> None:
        sent = self.opened() | {"title": " ", "rows": "A1.1, Z9", "impact": "Kept."}
        answer = self.client.post(self.url, sent)
        self.assertEqual(answer.status_code, 422)
        self.assertContains(answer, "Give the issue a short title", status_code=422)
        self.assertContains(answer, "has no row Z9", status_code=422)
        self.assertContains(answer, "Kept.", status_code=422)
        self.assertEqual(again(self.issue).version, 1)

    def test_what_was_confirmed_keeps_its_description_and_a_reason(self) -> None:
        issue = self.desk.issue_in("confirmed")
        with pytest.raises(WorkflowError, match="keeps its description"):
            edit_issue(
                issue=issue,
                version=issue.version,
                values={"description": ""},
                ticks={},
                by=self.desk.coordinator,
                at=NOW,
            )
        self.assertEqual(again(issue).description, "Two systems disagree.")
        url = reverse("assurance:issue-change", args=[self.desk.council.slug, issue.pk])
        self.url, self.issue = url, issue
        answer = self.client.post(url, self.opened() | {"criteria": []})
        self.assertContains(answer, "keeps at least one reason", status_code=422)
        self.assertEqual(self.criteria(), {CRITERION})

    def test_a_new_owner_of_an_open_issue_is_told(self) -> None:
        issue = self.desk.issue_in("confirmed")
        owner = self.desk.members[Role.SECTION_151]
        values = {"owner_post_id": make_post(self.desk.council, holder=owner).pk}
        edit_issue(
            issue=issue, version=issue.version, values=values, ticks={}, by=self.desk.coordinator, at=NOW
        )
        self.assertTrue(Notice.objects.filter(recipient=owner, text__contains=issue.title).exists())

    def test_an_action_answers_the_issue_and_stands_on_its_row_without_touching_the_row(self) -> None:
        before = row(self.desk.cycle, "A1.1")
        action = add_action_for_issue(issue=self.issue, text="Join them", by=self.desk.coordinator, at=NOW)
        now = row(self.desk.cycle, "A1.1")
        self.assertEqual((now.status, now.version), (before.status, before.version))
        self.assertEqual([link.assessment for link in action.links.all()], [now])
        self.assertEqual(action.in_cycles.get().cycle, self.desk.cycle)
        page = self.client.get(reverse("assurance:action", args=[self.desk.council.slug, action.pk]))
        self.assertContains(page, self.issue.get_absolute_url())
        officer = self.desk.members[Role.SERVICE_OFFICER]
        self.client.force_login(officer.user)
        page = self.client.get(reverse("assurance:action", args=[self.desk.council.slug, action.pk]))
        self.assertNotContains(page, self.issue.title)
        self.assertNotContains(self.client.get(now.get_absolute_url()), self.issue.title)

    def test_an_action_that_is_promised_is_linked_once_and_unlinked(self) -> None:
        action = ImprovementAction.objects.create(council=self.desk.council, text="Train members")
        for _ in range(2):
            link_action(issue=self.issue, action=action, by=self.desk.coordinator, at=NOW)
        self.assertEqual(self.issue.action_links.filter(ended_at=None).count(), 1)
        unlink_action(issue=self.issue, action=action, by=self.desk.coordinator, at=NOW)
        self.assertEqual(self.issue.action_links.filter(ended_at=None).count(), 0)
        ImprovementAction.objects.update(status="complete")
        action.refresh_from_db()
        with pytest.raises(WorkflowError, match="still open"):
            link_action(issue=self.issue, action=action, by=self.desk.coordinator, at=NOW)

    def test_sources_of_the_review_can_be_ticked(self) -> None:
        source = AssuranceSource.objects.create(
            council=self.desk.council,
            cycle=self.desk.cycle,
            kind="ombudsman",
            provider="The Ombudsman",
            recorded_by=self.desk.coordinator,
            recorded_at=NOW,
        )
        self.client.post(self.url, self.opened() | {"sources": [source.pk]})
        self.assertContains(self.client.get(self.issue.get_absolute_url()), "The Ombudsman")
