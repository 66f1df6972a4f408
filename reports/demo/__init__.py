"""The demonstration: fictional councils from fixtures/demo, loaded through the verbs of the product.

Direction: reading <- dates, people <- answers, promises, statements <- reviews <- loading.
"""
