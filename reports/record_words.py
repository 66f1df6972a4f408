"""What the documents' entries in the record of changes mean to a reader."""

from governance.record_words import register, register_kind, register_page

register("reports.publication.released", "Released {about} to members from {visible_from}")
register("reports.publication.withdrawn", "Withdrew {about}. Reason: {reason}")
register("reports.statement.saved", "Wrote in the {about}")
register(
    "reports.statement.arranged",
    "Arranged the sections of the {about} (layout: {layout}): {sections}",
)
register("reports.statement.drafted", "Had texts of the {about} written from the review: {sections}")
register(
    "reports.statement.confirmed",
    "Said that a text of the {about} still holds after the review changed: {sections}",
)
register("reports.statement.layout_kept", "Kept the sections of the {about} as the council’s own layout")
register("reports.draft.downloaded", "Downloaded the draft “{document}” of the {about} as {form}")
register_kind("documents", "Documents", "reports.")
register_kind("downloads", "Downloads", "reports.draft.downloaded", "reports.signature.scan_downloaded")
register("reports.local_code.started", "Started {about} from the {review}")
register("reports.local_code.brought_in", "Brought in {about} from the file {file}")
register("reports.local_code.saved", "Wrote in {about}: {where}")
register("reports.local_code.added", "Added {what} to {about}")
register("reports.local_code.removed", "Removed {what} from {about}")
register("reports.local_code.put_back", "Put {what} back in {about}")
register("reports.local_code.moved", "Moved {what} in {about}")
register_page("reports.localcodeedition", "reports:local-code-version")
register(
    "reports.publication.published_unaudited", "Published {about} as an unaudited draft from {public_from}"
)
register("reports.publication.published_final", "Published the final {about} from {public_from}")
register(
    "reports.publication.approved", "Recorded that {about} was approved by {body} on {on}, minute {minute}"
)
register(
    "reports.approval.voided", "Made the approval of {about} void: {approval}.", detail="Reason: {reason}"
)
register("reports.publication.amended", "Amended {about}.", detail="Reason: {reason}")
register("reports.amendments.confirmed", "Confirmed the amendments in {about} as {post}")
register("reports.statement.signed", "Signed {about} as {office}")
register(
    "reports.statement.signature_recorded",
    "Recorded that {name}, {office}, signed {about} on paper on {on}",
)
register("reports.signature.scan_downloaded", "Downloaded the scan of the signature of {about}")
register("reports.local_code.adopted", "Recorded that {about} was adopted by {body} on {on}, minute {minute}")
register("reports.local_code.published", "Published {about} from {public_from}")
register_page("reports.publication", "reports:publication")
