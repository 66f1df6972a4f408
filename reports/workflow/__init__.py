"""Verbs of the documents: guard, change in one transaction, record. One module per noun."""
