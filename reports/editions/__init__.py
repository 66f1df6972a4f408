"""The text of a Local Code apart from its rows: read from them, written to them, begun, brought in."""
