"""Verbs of the yearly work: guard, change in one transaction, record, notify after commit.

One module per noun. Every verb takes keyword arguments, who does it (`by`) and when (`at`).
"""
