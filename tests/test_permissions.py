"""The permission matrix: role × address × outcome, and no address of a council left out of it.

Outcomes are demanded from a table written here by hand, so that a right taken away or given in the code
without thought fails; the addresses are walked, so that a new one cannot be forgotten.
"""

from __future__ import annotations

import pytest
from django.test import Client

from governance.roles import Role
from tests.addresses import SampleCouncil, council_addresses, sample_council, short_refusals

R = Role
EVERYONE = frozenset(Role)
READS_REVIEW = EVERYONE - {R.COMMITTEE_MEMBER, R.LEADER, R.ADMINISTRATOR}
SCORES = frozenset({R.SERVICE_OFFICER, R.COORDINATOR})
COORDINATES = frozenset({R.COORDINATOR})
MONITORS = frozenset({R.MONITORING_OFFICER, R.DEPUTY_MONITORING_OFFICER})
AGREES = MONITORS | {R.REVIEWER}
COMMENTS = AGREES | SCORES | {R.HEAD_OF_INTERNAL_AUDIT}
WRITES_DOCUMENTS = MONITORS | COORDINATES
EXPORTS = AGREES | COORDINATES | {R.HEAD_OF_INTERNAL_AUDIT, R.EXTERNAL_AUDITOR}
TAKES_INDEX = MONITORS | COORDINATES | {R.HEAD_OF_INTERNAL_AUDIT, R.EXTERNAL_AUDITOR}
OFFICES = frozenset({R.SECTION_151, R.HEAD_OF_PAID_SERVICE})
SEES_LEFT = AGREES | COORDINATES | OFFICES | {R.HEAD_OF_INTERNAL_AUDIT}
READS_DRAFTS = SEES_LEFT
CERTIFIES = frozenset({R.LEADER, R.HEAD_OF_PAID_SERVICE})
READS_RELEASED = EVERYONE - {R.ADMINISTRATOR}
ADMINISTERS = frozenset({R.ADMINISTRATOR})
RAISES_ISSUES = SEES_LEFT
# Directors' returns: whoever holds the post answers too, with any role; nobody holds that of the sample.
READS_RETURNS = EXPORTS
READS_RECORD = MONITORS | COORDINATES | ADMINISTERS | {R.HEAD_OF_INTERNAL_AUDIT, R.EXTERNAL_AUDITOR}

MAY: dict[str, frozenset[Role]] = {
    "governance:brand-css": EVERYONE,
    "governance:settings": ADMINISTERS,
    "governance:record": READS_RECORD,
    "governance:record-download": READS_RECORD,
    "governance:people": ADMINISTERS,
    "governance:who-can-help": EVERYONE,
    "governance:invitation-create": ADMINISTERS,
    "governance:invitation-resend": ADMINISTERS,
    "governance:invitation-withdraw": ADMINISTERS,
    "governance:posts": ADMINISTERS,
    "governance:post-create": ADMINISTERS,
    "governance:post": ADMINISTERS,
    "governance:post-end": ADMINISTERS,
    "governance:person": ADMINISTERS,
    "governance:role-take": ADMINISTERS,
    "governance:membership-end": ADMINISTERS,
    "assurance:dashboard": EVERYONE,
    "assurance:cycle-start": COORDINATES,
    "assurance:cycle": READS_REVIEW,
    "assurance:cycle-set-up": COORDINATES,
    "assurance:cycle-open": COORDINATES,
    "assurance:start-from-last-year": COORDINATES,
    "assurance:assign": COORDINATES,
    "assurance:hand-over": COORDINATES,
    "assurance:remind": COORDINATES,
    "assurance:my-rows": SCORES,
    "assurance:requirements": READS_REVIEW,
    "assurance:principle": READS_REVIEW,
    "assurance:assessment": READS_REVIEW,
    "assurance:comments": COMMENTS | {R.EXTERNAL_AUDITOR},
    "assurance:comment-resolve": COMMENTS,
    "assurance:assessment-history": COMMENTS | {R.EXTERNAL_AUDITOR},
    "assurance:evidence-history": READS_REVIEW,
    "assurance:action-history": READS_REVIEW,
    "assurance:comment-reopen": COMMENTS,
    "assurance:check-answers": SCORES,
    "assurance:submit": SCORES,
    "assurance:sent": SCORES,
    "assurance:sent-download": SCORES,
    "assurance:assessment-submit": SCORES,
    "assurance:assessment-take-back": SCORES,
    "assurance:assessment-reply": SCORES,
    "assurance:review-queue": AGREES,
    "assurance:review-agree": AGREES,
    "assurance:review-row": AGREES,
    "assurance:review-decide": AGREES,
    "assurance:review-reopen": MONITORS,
    "assurance:readiness": SEES_LEFT,
    "assurance:read-for-you": SEES_LEFT,
    "assurance:readiness-accept": MONITORS,
    "assurance:readiness-take-back": MONITORS,
    "assurance:sign-off": READS_REVIEW,
    "assurance:sign-off-finish": MONITORS,
    "assurance:sign-off-reopen": MONITORS,
    "assurance:sign-off-confirm": OFFICES,
    "assurance:sign-off-send-back": OFFICES,
    "assurance:import-choose": COORDINATES,
    "assurance:import": COORDINATES,
    "assurance:import-preview": COORDINATES,
    "assurance:export": EXPORTS,
    "assurance:actions-fill": WRITES_DOCUMENTS,
    "assurance:actions-join": WRITES_DOCUMENTS,
    "assurance:actions": READS_REVIEW,
    "assurance:actions-edit": WRITES_DOCUMENTS,
    "assurance:actions-hand-over": WRITES_DOCUMENTS,
    "assurance:action": READS_REVIEW,
    # The sample's action has no owner and stands on no row: its owner, and who answers a row of it, may too.
    "assurance:action-change": WRITES_DOCUMENTS,
    "assurance:action-update-add": WRITES_DOCUMENTS,
    "assurance:action-complete": WRITES_DOCUMENTS,
    "assurance:action-verify": WRITES_DOCUMENTS | AGREES,
    "assurance:action-take-up-again": WRITES_DOCUMENTS | AGREES,
    "assurance:action-replace": WRITES_DOCUMENTS,
    "assurance:issues": READS_REVIEW,
    # The sample's issue is a possible one: read by those who see officers' scores or raise issues.
    "assurance:issue": RAISES_ISSUES | {R.EXTERNAL_AUDITOR},
    "assurance:issue-history": RAISES_ISSUES | {R.EXTERNAL_AUDITOR},
    "assurance:issue-raise": RAISES_ISSUES,
    "assurance:issue-change": WRITES_DOCUMENTS,
    "assurance:issue-confirm": MONITORS,
    "assurance:issue-reject": MONITORS,
    "assurance:issue-reopen-decision": MONITORS,
    "assurance:issue-reopen": MONITORS,
    "assurance:issue-watch": WRITES_DOCUMENTS,
    # It has no owner post either: whoever holds or deputises one may report too.
    "assurance:issue-update-add": WRITES_DOCUMENTS,
    "assurance:issue-close": WRITES_DOCUMENTS,
    "assurance:issue-action-add": WRITES_DOCUMENTS,
    "assurance:issue-action-link": WRITES_DOCUMENTS,
    "assurance:issue-action-unlink": WRITES_DOCUMENTS,
    "assurance:issues-none": MONITORS,
    "assurance:issues-none-take-back": MONITORS,
    "assurance:evidence-index": TAKES_INDEX,
    "assurance:evidence-index-download": TAKES_INDEX,
    "assurance:evidence": READS_REVIEW,
    "assurance:evidence-item": READS_REVIEW,
    "assurance:evidence-change": SCORES,
    "assurance:evidence-stop-using": SCORES,
    "assurance:evidence-use-again": SCORES,
    "assurance:evidence-suggest": SCORES,
    "assurance:evidence-find": SCORES,
    "assurance:evidence-merge": SCORES,
    "assurance:evidence-put-in": SCORES,
    "assurance:file-new-version": SCORES,
    "assurance:file-take-off": SCORES,
    "assurance:file-put-back": SCORES,
    "assurance:version-download": READS_REVIEW,
    "assurance:version-erase": ADMINISTERS,
    "assurance:files": ADMINISTERS,
    "assurance:sources": READS_REVIEW,
    "assurance:source": READS_REVIEW,
    "assurance:source-history": READS_REVIEW,
    # The sample's source is an inspection: internal audit's own opinion is its head's alone.
    "assurance:source-record": WRITES_DOCUMENTS,
    "assurance:source-change": WRITES_DOCUMENTS,
    "assurance:source-withdraw": WRITES_DOCUMENTS,
    "assurance:source-evidence": WRITES_DOCUMENTS,
    "assurance:audit-opinion": frozenset({R.HEAD_OF_INTERNAL_AUDIT}),
    "assurance:audit-opinion-ask": WRITES_DOCUMENTS,
    "assurance:returns": READS_RETURNS,
    "assurance:returns-ask": WRITES_DOCUMENTS,
    "assurance:returns-remind": WRITES_DOCUMENTS,
    "assurance:return": READS_RETURNS,
    "assurance:return-answer": READS_RETURNS,  # told who answers it
    "assurance:return-check": READS_RETURNS,
    "assurance:return-send": READS_RETURNS,
    "assurance:return-open-again": WRITES_DOCUMENTS,
    "assurance:return-withdraw": WRITES_DOCUMENTS,
    "assurance:return-exception": WRITES_DOCUMENTS,
    "reports:documents": READS_RELEASED,
    "reports:publication": READS_RELEASED,
    "reports:publication-pdf": READS_RELEASED,
    "reports:publication-spreadsheet": READS_RELEASED,
    "reports:publication-word": READS_RELEASED,
    "reports:publication-make-pdf": READS_RELEASED,
    "reports:publication-withdraw": MONITORS,
    "reports:draft": READS_DRAFTS,
    "reports:draft-spreadsheet": READS_DRAFTS,
    "reports:draft-word": READS_DRAFTS,
    "reports:cover-report": READS_DRAFTS,
    "reports:draft-make-pdf": READS_DRAFTS,
    "reports:draft-pdf": READS_DRAFTS,
    "reports:differences": READS_RELEASED,
    "reports:release": MONITORS,
    "reports:steps": READS_RELEASED,
    "reports:steps-publish-draft": MONITORS,
    "reports:steps-approve": MONITORS,
    "reports:steps-void": MONITORS,
    "reports:steps-amend": MONITORS,
    "reports:steps-confirm": READS_RELEASED,  # told whose posts confirm
    "reports:steps-sign": CERTIFIES,
    "reports:steps-record-signature": MONITORS,
    "reports:steps-scan": MONITORS,
    "reports:steps-publish": MONITORS,
    "reports:steps-adopt": MONITORS,
    "reports:steps-publish-code": MONITORS,
    "reports:statement": WRITES_DOCUMENTS,
    "reports:statement-preview": WRITES_DOCUMENTS,
    "reports:statement-sections": WRITES_DOCUMENTS,
    "reports:local-code": READS_DRAFTS,
    "reports:local-code-start": WRITES_DOCUMENTS,
    "reports:local-code-bring-in": WRITES_DOCUMENTS,
    "reports:local-code-differences": READS_DRAFTS,
    "reports:local-code-version": READS_DRAFTS,
    "reports:local-code-about": WRITES_DOCUMENTS,
    "reports:local-code-section-add": WRITES_DOCUMENTS,
    "reports:local-code-section": WRITES_DOCUMENTS,
    "reports:local-code-section-place": WRITES_DOCUMENTS,
    "reports:local-code-principle": WRITES_DOCUMENTS,
    "reports:local-code-roles": WRITES_DOCUMENTS,
}
NOT_ALLOWED = 405  # this address only reads, or only saves

ADDRESSES = {address.name: address for address in council_addresses()}


def test_every_address_of_a_council_is_in_the_table_and_demands_a_right():
    assert set(ADDRESSES) == set(MAY)
    assert [name for name, address in ADDRESSES.items() if address.permission is None] == []


@pytest.fixture(scope="module")
def council(rows_of_the_module: None) -> SampleCouncil:
    return sample_council()


@pytest.mark.parametrize("role", Role, ids=str)
@pytest.mark.django_db
def test_each_address_answers_a_role_as_the_table_says(role: Role, council: SampleCouncil):
    client = Client()
    client.force_login(council.member(role).user)
    wrong = []
    with short_refusals():
        for name, address in ADDRESSES.items():
            read = client.get(address.url(council)).status_code
            # Where reading is answered, saving has the same guard; a refusal is tried both ways.
            statuses = (
                [read]
                if role in MAY[name] and read != NOT_ALLOWED
                else [read, client.post(address.url(council)).status_code]
            )
            wrong += [
                (name, status)
                for status in statuses
                if status >= 500 or (status != NOT_ALLOWED and (status == 403) == (role in MAY[name]))
            ]
            assert set(statuses) != {NOT_ALLOWED}, name
    assert wrong == []


@pytest.mark.django_db
def test_a_refusal_has_a_page_for_each_role(council: SampleCouncil):
    for role in Role:
        client = Client()
        client.force_login(council.member(role).user)
        name = next(name for name in ADDRESSES if role not in MAY[name])
        response = client.get(ADDRESSES[name].url(council))
        assert (response.status_code, response.templates[0].name) == (403, "403.html"), role
