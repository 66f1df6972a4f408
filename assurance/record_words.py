"""The record of changes in sentences: the codes of the yearly work. Imported when the app starts."""

from assurance.issue_policies import EARLY
from governance.record_words import register, register_kind, register_page, register_reserved

register("assurance.cycle.started", "Started the {about}")
register("assurance.cycle.recorded", "Recorded the {about} as signed off elsewhere")
register("assurance.cycle.dated", "Changed the dates of the {about}")
register("assurance.cycle.started_from_last_year", "Started the {about} from {last}: {came}. {left}")
register("assurance.cycle.opened", "Opened the {about}")
register("assurance.cycle.declared_complete", "Declared the {about} complete as {office}")
register("assurance.cycle.confirmed", "Confirmed the {about} as {office}")
register(
    "assurance.cycle.not_confirmed", "Did not confirm the {about} as {office}.", detail="Reason: {reason}"
)
register("assurance.cycle.finished", "Finished the {about} as {office}")
register(
    "assurance.cycle.reopened",
    "Reopened the {about}; it has to be finished again.",
    detail="Reason: {reason}",
)
register("assurance.left.passed", "Passed what must be put right in the {about}: {rule}. Reason: {reason}")
register("assurance.left.accepted", "Accepted what is worth a look in the {about}: {rule}. Reason: {reason}")
register("assurance.left.taken_back", "Took the reason back that was given in the {about} for: {rule}")
register("assurance.cycle.closed", "Closed the {about}")
register("assurance.rows.assigned", "Gave rows of the {about} to {lead}: {rows}")
register("assurance.rows.contributor_added", "Added {name} as contributor to rows of the {about}: {rows}")
register("assurance.rows.person_removed", "Took rows of the {about} away from {name}: {rows}")
register(
    "assurance.rows.handed_over",
    "Handed rows of the {about} over from {giver} to {taker}: {rows}. Reason: {reason}",
)
register("assurance.rows.reminded", "Reminded {people} of their rows of the {about}")
register("assurance.rows.submitted", "Sent rows of the {about} to the reviewers: {rows}")
register("assurance.rows.agreed", "Agreed rows of the {about}: {rows}")
register("assurance.assessment.opened", "Opened {about} to review it")
register("assurance.assessment.taken_back", "Took {about} back")
register("assurance.assessment.sent_back", "Sent {about} back.", detail="Reason: {reason}")
register("assurance.assessment.reopened", "Reopened {about}.", detail="Reason: {reason}")
register("assurance.assessment.replied", "Replied to the agreed score of {about}")
register("assurance.comment.resolved", "Resolved a comment on {about}")
register("assurance.comment.reopened", "Opened a resolved comment on {about} again")
register("assurance.evidence.changed", "Changed the evidence “{about}”. {changes}")
register("assurance.evidence.retired", "Marked the evidence “{about}” as no longer used")
register("assurance.evidence.restored", "Took the evidence “{about}” into use again")
register("assurance.evidence.merged", "Let the evidence “{about}” stand for {titles} too")
register("assurance.file.put_in", "Put the file “{about}” in with “{evidence}”, version {version}")
register("assurance.file.taken_off", "Took the file “{about}” off “{evidence}”")
register("assurance.file.put_back", "Put the file “{about}” back with “{evidence}”")
register(
    "assurance.file.erased",
    "Erased version {version} of the file “{about}” of “{evidence}”. Reason: {reason}",
)
register("assurance.file.downloaded", "Downloaded the file “{about}” of “{evidence}”, version {version}")
register(
    "assurance.evidence_index.taken", "Downloaded the index of evidence of the {about} as {form}{with_files}"
)
register("assurance.actions.filled", "Filled in actions of the {about}")
register("assurance.actions.changed", "Changed {count} actions together")
register("assurance.action.completed", "Completed the action “{about}”: {what}")
register("assurance.action.verified", "Verified the action “{about}”")
register("assurance.action.taken_up_again", "Took up the action “{about}” again. Reason: {reason}")
register("assurance.action.replaced", "Replaced the action “{about}” by “{other}”. Reason: {reason}")
register(
    "assurance.action.handed_over", "Handed the action “{about}” over from {was} to {now}. Reason: {reason}"
)
register("assurance.actions.joined", "Joined actions in the same words: {about}")
register("assurance.issue.raised", "Raised the possible significant issue “{about}” in the {review}")
register("assurance.issue.confirmed", "Confirmed the significant issue “{about}”. Reason: {reason}")
register("assurance.issue.rejected", "Decided that “{about}” is not a significant issue. Reason: {reason}")
register(
    "assurance.issue.decision_reopened",
    "Took the decision on “{about}” back: it is a possible significant issue again. Reason: {reason}",
)
register("assurance.issue.watched", "Began to watch the significant issue “{about}”")
register(
    "assurance.issue.closed",
    "Closed the significant issue “{about}” by minute {minute} of the {committee} of {on}",
)
register(
    "assurance.issue.reopened",
    "Opened the significant issue “{about}” again, closed by minute {minute}. Reason: {reason}",
)
register("assurance.issue.changed", "Changed what the issue “{about}” stands on: {what}")
register("assurance.issue.action_linked", "Linked an action to the issue “{about}”: {answer}")
register("assurance.issue.action_unlinked", "Unlinked an action from the issue “{about}”: {answer}")
register("assurance.no_issues.said", "Said of the {about}: no significant issues, because {reason}")
register("assurance.no_issues.taken_back", "Took back that the {about} has no significant issues. {why}")
register("assurance.source.recorded", "Recorded the source of assurance “{about}” in the {review}")
register("assurance.source.changed", "Changed the source of assurance “{about}” of the {review}. {changes}")
register(
    "assurance.source.withdrawn",
    "Withdrew the source of assurance “{about}” of the {review}. Reason: {reason}",
)
register("assurance.source.evidence_added", "Put “{title}” with the source of assurance “{about}”")
register("assurance.source.evidence_removed", "Took “{title}” off the source of assurance “{about}”")
register("assurance.source.reminded", "Reminded {people} of the annual opinion that the {about} waits for")
register("assurance.returns.asked", "Asked for directors’ returns for the {about}: {posts}")
register("assurance.returns.reminded", "Reminded of directors’ returns for the {about}: {posts}")
register("assurance.return.sent", "Sent the return of the {about}, as {sent_as}")
register(
    "assurance.return.opened_again", "Opened the return of the {about} again.", detail="Reason: {reason}"
)
register("assurance.return.withdrawn", "Asked no longer for the return of the {about}. Reason: {reason}")
register(
    "assurance.return.answer_chosen",
    "Chose between two answers to point {number} of the return of the {about}.",
    detail="Not kept: {not_kept}",
)
register(
    "assurance.return.exception_dealt_with",
    "Dealt with the exception to point {number} of the return of the {about}.",
    detail="It became {became}",
)
register("assurance.review.imported", "Brought in the file {file}")
register("assurance.review.exported", "Downloaded the {about} as {format}")
register_kind("reviews", "Reviews", "assurance.cycle.", "assurance.left.", "assurance.review.")
register_kind("rows", "Rows and comments", "assurance.rows.", "assurance.assessment.", "assurance.comment.")
register_kind(
    "evidence",
    "Evidence and its files",
    "assurance.evidence.",
    "assurance.file.",
    "assurance.evidence_index.",
)
register_kind("actions", "Actions", "assurance.action.", "assurance.actions.")
register_kind("issues", "Significant issues", "assurance.issue.", "assurance.no_issues.")
register_kind(
    "sources",
    "Sources of assurance and directors’ returns",
    "assurance.source.",
    "assurance.return.",
    "assurance.returns.",
)
register_kind(
    "downloads",
    "Downloads",
    "assurance.review.exported",
    "assurance.file.downloaded",
    "assurance.evidence_index.",
)
register_page("assurance.evidence", "assurance:evidence-item")
register_page("assurance.improvementaction", "assurance:action")
# A title says what may be wrong before anybody has decided that it is.
register_reserved("assurance.governanceissue", "A significant issue", EARLY)
