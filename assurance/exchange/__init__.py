"""A review out to a spreadsheet and in from one: columns, reading, splitting, comparing, writing, export."""
