"""Verbs on councils and their people: guard, change in one transaction, record.

One module per noun. Every verb takes keyword arguments, who does it (`by`) and when (`at`).
"""
