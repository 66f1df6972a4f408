"""The record of changes in sentences: the codes of the yearly work. Imported when the app starts."""

from governance.record_words import register

register("assurance.cycle.started", "Started the {about}")
register("assurance.cycle.recorded", "Recorded the {about} as signed off elsewhere")
register("assurance.cycle.dated", "Changed the dates of the {about}")
register("assurance.cycle.started_from_last_year", "Started the {about} from {last}: {came}. {left}")
register("assurance.cycle.opened", "Opened the {about}")
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
register("assurance.source.recorded", "Recorded the source of assurance “{about}” in the {review}")
register("assurance.source.changed", "Changed the source of assurance “{about}” of the {review}. {changes}")
register(
    "assurance.source.withdrawn",
    "Withdrew the source of assurance “{about}” of the {review}. Reason: {reason}",
)
register("assurance.source.evidence_added", "Put “{title}” with the source of assurance “{about}”")
register("assurance.source.evidence_removed", "Took “{title}” off the source of assurance “{about}”")
register("assurance.source.reminded", "Reminded {people} of the annual opinion that the {about} waits for")
register("assurance.review.imported", "Brought in the file {file}")
register("assurance.review.exported", "Downloaded the {about} as {format}")
