"""What the documents' entries in the record of changes mean to a reader."""

from governance.record_words import register, register_kind, register_page

register("reports.publication.released", "Released {about} to members from {visible_from}")
register("reports.publication.withdrawn", "Withdrew {about}. Reason: {reason}")
register("reports.statement.saved", "Wrote in the {about}")
register("reports.draft.downloaded", "Downloaded the draft “{document}” of the {about} as {form}")
register_kind("documents", "Documents", "reports.")
register_kind("downloads", "Downloads", "reports.draft.downloaded")
register_page("reports.publication", "reports:publication")
register("reports.local_code.started", "Started {about} from the {review}")
register("reports.local_code.brought_in", "Brought in {about} from the file {file}")
