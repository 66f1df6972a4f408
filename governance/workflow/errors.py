from __future__ import annotations


class WorkflowError(Exception):
    """A verb that the state or the rules refuse; `messages` are sentences for the person, never empty."""

    def __init__(self, *messages: str) -> None:
        super().__init__(" ".join(messages))
        self.messages = list(messages)
