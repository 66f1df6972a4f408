"""A document's page set otherwise: in large print, without its cover. The same words, the same check code.

A copy is made of the page and never of rows or content, so that it cannot say anything else than the page.
"""
