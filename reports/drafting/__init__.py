"""The first draft of the statement's texts, written from what the review holds.

One module for one or a few sections: facts (frozen dataclasses) gathered from `Material`, and a function
that writes them as Markdown. Counts, movement, opinions and the number of promises and issues are said by the
fixed sentences of reports/content/ags.py, which are always up to date and are printed above the text: a draft
says only what they leave open. Scores stand in a draft once they are agreed; what the review cannot know is a
blank in square brackets, which the check of notes to oneself stops.
"""
