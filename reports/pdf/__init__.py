"""Documents as accessible PDF files. Only `engine` loads WeasyPrint: the web process must never import it."""
