"""The page of a document's steps: where it stands, who did what, what comes next and who can do it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from assurance.checks import Gate
from assurance.differences import Segment, segments
from assurance.models import ReviewCycle
from assurance.readiness import Group, Readiness
from governance.models import Membership
from governance.permissions import Permission
from governance.templatetags.ga import govdate
from reports.models import Amendment, Approval, ApprovalDelegate, DocumentKind, Publication, Signature
from reports.standing import Standing, State, given_out, is_locked_by_release, standing_among
from reports.workflow.confirming import approval_waiting, delegate_of, delegates_missing
from reports.workflow.signatures import office_to_sign

RELEASE, DRAFT, APPROVE, ADOPT = "release", "draft", "approve", "adopt"
CONFIRM, SIGN, PUBLISH, PUBLISH_CODE, DONE = "confirm", "sign", "publish", "publish-code", "done"
GATES = {DRAFT: Gate.DRAFT, APPROVE: Gate.APPROVAL, PUBLISH: Gate.FINAL}


@dataclass(frozen=True)
class Step:
    """A line of the list: `said` tells who did it and when, or what is missing.

    `comes_with` is the next step of the page at which this line is what has to be done.
    """

    name: str
    is_done: bool
    said: str
    comes_with: str
    is_optional: bool = False


@dataclass
class StepsPage:
    """The steps of one document of one review, as a member sees them on a day."""

    cycle: ReviewCycle
    kind: DocumentKind
    member: Membership
    today: date

    @cached_property
    def rights(self) -> frozenset[Permission]:
        return self.member.permissions(year=self.cycle.year)

    @property
    def may_release(self) -> bool:
        return Permission.RELEASE in self.rights

    @property
    def sees_left(self) -> bool:
        return Permission.SEE_LEFT in self.rights

    @property
    def is_code(self) -> bool:
        return self.kind == DocumentKind.LOCAL_CODE

    @cached_property
    def all_given(self) -> list[Publication]:
        return given_out(self.cycle, self.kind)

    @cached_property
    def given(self) -> list[Publication]:
        """What this member may know of: what members cannot see yet only those who read drafts."""
        if Permission.VIEW_DRAFTS in self.rights:
            return self.all_given
        return [each for each in self.all_given if each.visible_from <= self.today]

    @cached_property
    def standing(self) -> Standing | None:
        return standing_among(self.given, self.cycle, self.kind)

    @cached_property
    def waiting(self) -> Approval | None:
        """The approval whose amendments wait to be confirmed."""
        return approval_waiting(self.standing) if self.standing and not self.is_code else None

    @cached_property
    def missing_delegates(self) -> list[ApprovalDelegate]:
        return delegates_missing(self.waiting) if self.waiting else []

    @cached_property
    def delegate(self) -> ApprovalDelegate | None:
        return delegate_of(self.member, self.missing_delegates)

    @cached_property
    def office(self) -> str:
        """The office for which this member may sign now, in words; empty when there is none."""
        found = None if self.is_code else office_to_sign(self.member, self.cycle, self.standing)
        return found.label if found else ""

    @property
    def offices_missing(self) -> list[tuple[str, str]]:
        """Offices whose signature is missing, in words with the post that signs for them here."""
        signed = self.standing.signatures if self.standing else {}
        title = self.cycle.council.setting
        posts = {
            Signature.Office.LEADING_MEMBER: title("leading_member_title"),
            Signature.Office.CHIEF_EXECUTIVE: title("chief_executive_title"),
        }
        return [(each, f"{each.label} ({posts[each]})") for each in posts if each not in signed]

    @property
    def meeting_held_on(self) -> date | None:
        """The day of the meeting for which it was released, once that has come."""
        day = self.standing.first.meeting_on if self.standing else None
        return day if day and day <= self.today else None

    @property
    def may_write(self) -> bool:
        return Permission.EDIT_DOCUMENTS in self.rights

    @cached_property
    def next(self) -> str:
        """The one next step."""
        standing = self.standing
        if standing is None or standing.is_amended:
            return RELEASE
        if self.is_code:
            following = DONE if is_locked_by_release(self.cycle, self.kind) else RELEASE
            return {State.MEMBERS: ADOPT, State.APPROVED: PUBLISH_CODE}.get(State(standing.state), following)
        if standing.final:
            return DONE
        if standing.approval:
            return SIGN if standing.offices_missing else PUBLISH
        if self.waiting:
            return CONFIRM
        return APPROVE if standing.unaudited or self.cycle.is_finished else DRAFT

    @property
    def may_publish_draft(self) -> bool:
        """Beside the approval that comes next: the unaudited draft may still be published."""
        return (
            self.next in {DRAFT, APPROVE}
            and self.standing is not None
            and self.standing.unaudited is None
            and self.may_release
        )

    @property
    def may_amend(self) -> bool:
        if not self.may_release or self.standing is None or self.standing.is_amended:
            return False
        return not self.is_code or (
            self.standing.state == State.MEMBERS and self.standing.latest.edition_id is not None
        )

    @property
    def may_void(self) -> bool:
        standing = self.standing
        return bool(
            self.may_release
            and standing
            and standing.approval
            and not standing.final
            and not standing.is_amended
        )

    @property
    def may_amend_under_approval(self) -> bool:
        standing = self.standing
        return bool(
            self.may_void and standing and standing.approval and standing.approval.is_subject_to_amendments
        )

    @cached_property
    def stopping(self) -> list[Group]:
        """What must be put right before the next step, for those who may read of it."""
        gate = GATES.get(self.next)
        tells = Permission.VIEW_ALL_SCORES in self.rights
        asked = Readiness(self.cycle, self.today, gate, tells_officers_scores=tells)
        return asked.stopping if gate and self.sees_left else []

    @cached_property
    def approvals(self) -> list[Approval]:
        found = Approval.objects.filter(cycle=self.cycle, kind=self.kind)
        related = ("recorded_by__user", "void_by__user")
        return list(found.select_related(*related).prefetch_related("delegates__post").order_by("-pk"))

    @cached_property
    def signatures(self) -> list[Signature]:
        found = Signature.objects.filter(cycle=self.cycle, kind=self.kind)
        return list(found.select_related("recorded_by__user", "void_by__user").order_by("-pk"))

    @cached_property
    def amendments(self) -> list[tuple[Amendment, list[Segment]]]:
        """Each with its words, added and removed: of the versions that this member may know of."""
        known = {each.version for each in self.given}
        found = Amendment.objects.filter(approval__cycle=self.cycle, approval__kind=self.kind)
        return [
            (each, segments(each.before, each.after))
            for each in found.select_related("by__user", "approval")
            if each.approval.version + 1 in known
        ]

    @property
    def steps(self) -> list[Step]:
        return self._code_steps if self.is_code else self._statement_steps

    @property
    def _release_step(self) -> Step:
        name = "Released to members"
        standing = self.standing
        if standing is None:
            return Step(name, False, "Nothing is released yet", RELEASE)
        if standing.is_amended:
            said = f"{standing.first.known_as} is being amended; the next is not released"
            return Step(name, False, said, RELEASE)
        first = standing.first
        said = f"{first.known_as}, {first.released_by.name}, {govdate(first.released_at)}"
        return Step(name, True, said, RELEASE)

    def _given(self, state: str) -> Publication | None:
        standing = self.standing
        return standing.in_state(state) if standing and not standing.is_amended else None

    @property
    def _statement_steps(self) -> list[Step]:
        draft, final = self._given(State.UNAUDITED), self._given(State.FINAL)
        return [
            self._release_step,
            Step("Unaudited draft published", draft is not None, _published(draft), DRAFT, is_optional=True),
            self._approval_step,
            *(self._signature_step(office) for office in Signature.Office),
            Step("Final version published", final is not None, _published(final), PUBLISH),
        ]

    @property
    def _approval_step(self) -> Step:
        name = "Approved by the committee"
        standing = self.standing
        if standing and standing.approval and not standing.is_amended:
            approval = standing.approval
            said = f"{approval.body}, {govdate(approval.approved_on)}, minute {approval.minute}"
            return Step(name, True, said, APPROVE)
        if self.waiting:
            posts = ", ".join(str(each.post) for each in self.missing_delegates)
            return Step(
                name, False, f"Amended under its approval. Still to confirm the amendments: {posts}", CONFIRM
            )
        if not self.cycle.is_finished:
            return Step(name, False, "The review has to be finished first", APPROVE)
        return Step(name, False, "Not approved yet", APPROVE)

    def _signature_step(self, office: Signature.Office) -> Step:
        name = f"Signed: {office.label.lower()}"
        standing = self.standing
        found = standing.signatures.get(office) if standing and not standing.is_amended else None
        if found is None:
            return Step(name, False, "Not signed yet", SIGN)
        how = " on paper" if found.is_on_paper else ""
        return Step(name, True, f"{found.name}, {found.post_title}, {govdate(found.signed_on)}{how}", SIGN)

    @property
    def _code_steps(self) -> list[Step]:
        adopted, published = self._given(State.APPROVED), self._given(State.FINAL)
        edition = adopted.edition if adopted else None
        said = "Not adopted yet"
        if edition and edition.adopted_on:
            said = f"{edition.adopted_body}, {govdate(edition.adopted_on)}, minute {edition.adopted_minute}"
        return [
            self._release_step,
            Step("Adopted", adopted is not None, said, ADOPT),
            Step("Published", published is not None, _published(published), PUBLISH_CODE),
        ]


def _published(publication: Publication | None) -> str:
    if publication is None or publication.public_from is None:
        return "Not published yet"
    return f"From {govdate(publication.public_from)}, {publication.released_by.name}"
