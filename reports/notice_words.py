"""What the notices of the documents are about, in a few words: for the subject of an e-mail."""

from governance.notice_words import register

register("reports.publication.approved", "statement to sign", "statements to sign")
register("reports.approval.voided", "approval made void", "approvals made void")
register("reports.publication.amended", "document amended", "documents amended")
register("reports.statement.signed", "statement signed", "statements signed")
register("reports.statement.signature_recorded", "signature recorded", "signatures recorded")
register("reports.publication.published_unaudited", "unaudited draft published", "unaudited drafts published")
register("reports.publication.published_final", "final version published", "final versions published")
register("reports.local_code.published", "Local Code published", "Local Codes published")
register("reports.amendments.waiting", "lot of amendments to confirm", "lots of amendments to confirm")
register("reports.rendering.failed", "PDF that could not be made", "PDFs that could not be made")
