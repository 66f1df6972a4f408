"""What the documents say, as frozen dataclasses that become canonical JSON (DESIGN.md §4, "Freezing").

Builders read live rows once; templates read the JSON only. Dates are ISO texts, so that what was frozen
and what is read back are the same. Direction: reading <- figures, charts, control <- one module per document.
"""
