"""What can go wrong while a document becomes a PDF; safe to import in the web process."""


class RenderError(Exception):
    """The document cannot become an accessible PDF; the message says which part is at fault."""


class RenderTimeout(RenderError):
    """The document took longer than a document may."""
