"""What the notices of the review are about, in a few words: for the subject of an e-mail."""

from governance.notice_words import register

register("assurance.assessment.sent_back", "row sent back", "rows sent back")
register("assurance.assessment.reopened", "row reopened", "rows reopened")
register("assurance.rows.agreed", "row agreed with another score", "rows agreed with another score")
register("assurance.rows.submitted", "lot of rows to agree", "lots of rows to agree")
register("assurance.rows.assigned", "lot of rows given to you", "lots of rows given to you")
register("assurance.rows.contributor_added", "row to contribute to", "rows to contribute to")
register("assurance.rows.handed_over", "handing over of rows", "handings over of rows")
register("assurance.rows.reminded", "reminder", "reminders")
register("assurance.comment.added", "comment", "comments")
register("assurance.comment.mentioned", "comment that names you", "comments that name you")
register("assurance.action.given", "action given to you", "actions given to you")
register("assurance.cycle.finished", "review finished", "reviews finished")
register("assurance.cycle.reopened", "review reopened", "reviews reopened")
register("assurance.assessment.replied", "reply to an agreed score", "replies to agreed scores")
register("assurance.return.asked", "return asked of you", "returns asked of you")
register("assurance.return.sent", "return sent", "returns sent")
register("assurance.return.opened_again", "return opened again", "returns opened again")
register("assurance.issue.raised", "possible significant issue", "possible significant issues")
register("assurance.issue.given", "significant issue of yours", "significant issues of yours")
