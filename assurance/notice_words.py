"""What the notices of the review are about, in a few words: for the subject of an e-mail."""

from governance.notice_words import register

register("assurance.assessment.sent_back", "row sent back", "rows sent back")
register("assurance.assessment.reopened", "row reopened", "rows reopened")
register("assurance.rows.agreed", "row agreed with another score", "rows agreed with another score")
register("assurance.rows.submitted", "time rows were sent to you", "times rows were sent to you")
register("assurance.rows.assigned", "time rows were given to you", "times rows were given to you")
register("assurance.rows.contributor_added", "row to contribute to", "rows to contribute to")
register("assurance.rows.handed_over", "handing over of rows", "handings over of rows")
register("assurance.rows.reminded", "reminder", "reminders")
register("assurance.comment.added", "comment", "comments")
register("assurance.comment.mentioned", "comment that names you", "comments that name you")
register("assurance.action.given", "action given to you", "actions given to you")
register("assurance.cycle.finished", "review finished", "reviews finished")
register("assurance.cycle.reopened", "review reopened", "reviews reopened")
