"""Documents as Word files: the page of a document set with real styles, lists, tables and links."""
