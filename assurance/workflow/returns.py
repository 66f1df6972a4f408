"""Directors' assurance returns: asked for, answered, sent, opened again, withdrawn."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils.text import Truncator

from assurance.director_returns import EXCEPTIONS, SENT
from assurance.models import DirectorReturn, ReturnAnswer, ReviewCycle
from assurance.return_policies import answers_for, may_be_asked, who_answers, why_closed_to_returns
from assurance.workflow.locking import lock_cycle
from assurance.workflow.notices import tell
from governance import audit
from governance.models import Membership, Post
from governance.templatetags.ga import govdate
from governance.workflow.errors import WorkflowError

SENT_AS_LIMIT = 200  # characters


@dataclass(frozen=True)
class Asked:
    """What asking did: returns made now, and posts that had been asked before."""

    now: list[DirectorReturn]
    already: list[Post]


@transaction.atomic
def ask_for_returns(
    *, cycle: ReviewCycle, posts: Iterable[Post], due_on: date | None, by: Membership, at: datetime
) -> Asked:
    """Ask posts for their return, with the council's statements as they stand; none is asked twice."""
    chosen = list(posts)
    if not chosen:
        raise WorkflowError("Tick at least one post to ask.")
    cycle = lock_cycle(cycle)
    _require_open(cycle)
    standing = set(
        DirectorReturn.objects.filter(cycle=cycle, withdrawn_at=None).values_list("post", flat=True)
    )
    asked = Asked([], [])
    for post in chosen:
        if post.pk in standing:
            asked.already.append(post)
            continue
        asked.now.append(_ask(cycle, post, due_on=due_on, by=by, at=at))
        standing.add(post.pk)
    if asked.now:
        titles = [each.post.title for each in asked.now]
        audit.record(
            "assurance.returns.asked", council=cycle.council, by=by.user, about=cycle, at=at, posts=titles
        )
    return asked


def _ask(
    cycle: ReviewCycle, post: Post, *, due_on: date | None, by: Membership, at: datetime
) -> DirectorReturn:
    if not may_be_asked(post):
        raise WorkflowError(f"{post}: whoever leads internal audit stays independent and is not asked.")
    member = who_answers(post)
    if member is None:
        raise WorkflowError(f"{post}: nobody who could answer holds the post or deputises at present.")
    made = DirectorReturn.objects.create(
        council=cycle.council, cycle=cycle, post=post, due_on=due_on, asked_by=by, asked_at=at
    )
    ReturnAnswer.objects.bulk_create(
        ReturnAnswer(council=cycle.council, director_return=made, number=number, statement=statement)
        for number, statement in enumerate(cycle.council.setting("return_statements"), start=1)
    )
    due = f" by {govdate(due_on, 'weekday')}" if due_on else ""
    _tell(made, [member], by=by, action="asked", text=f"{by.name} asks for the return of the {post}{due}")
    return made


def mark_of(answer: ReturnAnswer) -> str:
    """Names an answer as it stands, so that a save can say what it was begun from."""
    return sha256(f"{answer.answer}\0{answer.text}".encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Given:
    """An answer as it was given, and the mark of the one that it was begun from.

    `given_up`: the person read two answers and keeps the one that stands; this one goes on record only.
    """

    number: int
    answer: str
    text: str
    begun_from: str
    given_up: bool = False
    # Read beside a colleague's and kept: the colleague's goes on record.
    chosen: bool = False


@dataclass
class Saved:
    """What a save did: numbers written, and answers that somebody else changed, as they stand now."""

    written: list[int] = field(default_factory=list)
    clashes: dict[int, ReturnAnswer] = field(default_factory=dict)


@transaction.atomic
def save_answers(
    *, director_return: DirectorReturn, given: Iterable[Given], by: Membership, at: datetime
) -> Saved:
    """Save what changed. An answer that somebody else changed meanwhile is not written, and comes back."""
    current = _lock(director_return)
    _require_answerable(current, by)
    standing = {answer.number: answer for answer in current.answers.all()}
    saved = Saved()
    for one in given:
        answer = standing.get(one.number)
        if answer is None:
            raise WorkflowError(f"The return has no point {one.number}.")
        if (one.answer, one.text) == (answer.answer, answer.text):
            continue
        if one.begun_from != mark_of(answer):
            saved.clashes[one.number] = answer
        elif one.given_up:
            _keep_on_record(current, answer, not_kept=one.answer, text=one.text, by=by, at=at)
        else:
            if one.chosen:
                _keep_on_record(current, answer, not_kept=answer.answer, text=answer.text, by=by, at=at)
            _write(answer, one)
            saved.written.append(one.number)
    if saved.written:
        _move(current)
    return saved


def _write(answer: ReturnAnswer, given: Given) -> None:
    """A changed exception is dealt with anew; what was raised from it stays named."""
    answer.answer, answer.text = given.answer, given.text
    answer.dealt_with_by = answer.dealt_with_at = None
    answer.noted_reason = ""
    answer.save(update_fields=["answer", "text", "dealt_with_by", "dealt_with_at", "noted_reason"])


def _keep_on_record(
    current: DirectorReturn, answer: ReturnAnswer, *, not_kept: str, text: str, by: Membership, at: datetime
) -> None:
    """Nothing typed is ever lost: the answer that lost a clash stands in the record of changes."""
    label = dict(ReturnAnswer.Answer.choices).get(not_kept, "No answer")
    _record(
        "answer_chosen", current, by=by, at=at, number=answer.number, not_kept=f"{label}. {text}".rstrip(". ")
    )


def lacking(answers: Iterable[ReturnAnswer]) -> dict[int, str]:
    """What each answer still needs before the return can be sent, by its number."""
    needs = {}
    for answer in answers:
        if not answer.answer:
            needs[answer.number] = "choose an answer"
        elif answer.answer != ReturnAnswer.Answer.YES and not answer.text.strip():
            needs[answer.number] = {
                ReturnAnswer.Answer.WITH_EXCEPTIONS: "say what the exceptions are",
                ReturnAnswer.Answer.NO: "say why not, and what is being done",
                ReturnAnswer.Answer.NOT_APPLICABLE: "say why it does not apply",
            }[ReturnAnswer.Answer(answer.answer)]
    return needs


def standing_of(member: Membership, post: Post) -> str:
    """ "Director of finance", "acting Director of finance", "deputy for the Director of finance"."""
    if member.pk == post.holder_id:
        return f"acting {post}" if post.is_acting else str(post)
    return f"deputy for the {post}"


def declaration_for(director_return: DirectorReturn, member: Membership) -> str:
    """What is declared on sending, with name and post."""
    cycle = director_return.cycle
    return (
        f"I, {member.name}, {standing_of(member, director_return.post)}, have looked at how the services of"
        f" this post were run in {cycle.label}. My answers are complete and true as far as I know, and name"
        " every exception that I know of. The Council may rely on them in its Annual Governance Statement."
    )


@transaction.atomic
def send_return(
    *, director_return: DirectorReturn, version: int, by: Membership, at: datetime
) -> DirectorReturn:
    """Send it, once, as it was read on the check page; the answers as sent go on record, whatever follows."""
    current = _lock(director_return)
    _require_answerable(current, by)
    answers = list(current.answers.all())
    if needs := lacking(answers):
        raise WorkflowError(*(f"Point {number}: {need}." for number, need in needs.items()))
    if version != current.version:
        raise WorkflowError("An answer was changed after you opened this page. Read it again, then send it.")
    current.sent_by, current.sent_at = by, at
    current.sent_as = Truncator(f"{by.name}, {standing_of(by, current.post)}").chars(SENT_AS_LIMIT)
    current.declaration = declaration_for(current, by)
    _move(current, "sent_by", "sent_at", "sent_as", "declaration")
    exceptions = sum(answer.answer in EXCEPTIONS for answer in answers)
    _record(
        "sent",
        current,
        by=by,
        at=at,
        sent_as=current.sent_as,
        declaration=current.declaration,
        exceptions=exceptions,
        answers=[
            [answer.number, answer.statement, answer.get_answer_display(), answer.text] for answer in answers
        ],
    )
    how_many = {0: "no exceptions", 1: "1 exception"}.get(exceptions, f"{exceptions} exceptions")
    text = f"{by.name} sent the return of the {current.post}, with {how_many}"
    _tell(current, [current.asked_by, *_people_of(current)], by=by, action="sent", text=text)
    return current


@transaction.atomic
def open_again(
    *, director_return: DirectorReturn, reason: str, by: Membership, at: datetime
) -> DirectorReturn:
    """Let a sent return be changed and sent again; its director is told why."""
    current = _lock(director_return)
    _require_open(current.cycle)
    _require_reason(reason)
    if not current.is_sent:
        raise WorkflowError(
            f"The return of the {current.post} is with its director: it can be changed as it is."
        )
    sender = current.sent_by
    current.sent_by = current.sent_at = None
    current.sent_as = current.declaration = ""
    current.opened_again_reason = reason
    _move(current, "sent_by", "sent_at", "sent_as", "declaration", "opened_again_reason")
    _record("opened_again", current, by=by, at=at, reason=reason)
    told = [*_people_of(current), *([sender] if sender else [])]
    text = f"{by.name} opened the return of the {current.post} again: {reason}"
    _tell(current, told, by=by, action="opened_again", text=text)
    return current


@transaction.atomic
def withdraw(*, director_return: DirectorReturn, reason: str, by: Membership, at: datetime) -> DirectorReturn:
    """Ask no longer for a return that is not in; what was answered so far stays on record."""
    current = _lock(director_return)
    _require_open(current.cycle)
    _require_reason(reason)
    if current.is_sent:
        raise WorkflowError(f"The return of the {current.post} is in, so it stays. It can be opened again.")
    if current.withdrawn_at is not None:
        raise WorkflowError(f"The return of the {current.post} is not asked for any more.")
    current.withdrawn_at, current.withdrawn_reason = at, reason
    _move(current, "withdrawn_at", "withdrawn_reason")
    _record("withdrawn", current, by=by, at=at, reason=reason)
    text = f"{by.name} no longer asks for the return of the {current.post}: {reason}"
    _tell(current, _people_of(current), by=by, action="withdrawn", text=text)
    return current


def _lock(director_return: DirectorReturn) -> DirectorReturn:
    """The return as it stands now, locked after its review, so that signing and sending queue."""
    cycle = lock_cycle(director_return.cycle)
    current = (
        DirectorReturn.objects.select_for_update(of=("self",), no_key=True)
        .select_related("post__holder__user", "post__deputy__user", "asked_by__user", "sent_by__user")
        .get(pk=director_return.pk)
    )
    current.cycle, current.council = cycle, cycle.council
    return current


def _move(current: DirectorReturn, *fields: str) -> None:
    current.version += 1
    current.save(update_fields=[*fields, "version"])


def _people_of(current: DirectorReturn) -> list[Membership]:
    """Whoever answers for the post and is still a member."""
    return [one for one in (current.post.holder, current.post.deputy) if one and one.ended_at is None]


def _tell(
    current: DirectorReturn, people: Iterable[Membership], *, by: Membership, action: str, text: str
) -> None:
    tell(people, by=by, action=f"assurance.return.{action}", text=text, url=current.get_absolute_url())


def _record(verb: str, current: DirectorReturn, *, by: Membership, at: datetime, **data: Any) -> None:
    code = SENT if verb == "sent" else f"assurance.return.{verb}"
    audit.record(code, council=current.council, by=by.user, about=current, at=at, **data)


def _require_open(cycle: ReviewCycle) -> None:
    if why := why_closed_to_returns(cycle):
        raise WorkflowError(why)


def _require_answerable(current: DirectorReturn, by: Membership) -> None:
    _require_open(current.cycle)
    if not answers_for(by, current):
        raise WorkflowError(f"You do not answer for the {current.post} at present.")
    if current.withdrawn_at is not None:
        raise WorkflowError(f"The return of the {current.post} is not asked for any more.")
    if current.sent_at is not None:
        raise WorkflowError(
            f"{current.sent_as} sent this return on {govdate(current.sent_at)}. It can be opened again."
        )


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise WorkflowError("Say why.")
