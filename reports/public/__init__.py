"""What anyone may read: published documents, their data, and whether a copy is the published one.

Reads frozen publications only, never the rows they were made from, and no person's data.
"""
