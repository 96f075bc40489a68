"""What does a sender do in one turn? It carries what is due, one letter after the other, and can be killed anywhere.

A letter is `leased` while it is prepared and `sending` from just before it is handed over until the server's word is
written down. A sender that dies leaves one of the two behind. The first certainly was not sent and queues again; of
the second nobody knows, so it becomes `uncertain`, which people see, and is never sent again by itself.

Letters are claimed one by one: a letter that kills its sender takes no other down with it, and no lease runs out while
others are being sent. No transaction is open while we talk to a mail server.
"""

import logging
import random
import secrets
from collections.abc import Callable
from contextlib import closing, nullcontext
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone

from refprogram.outbox import bounced, left
from refprogram.outbox.kinds import guard_of, kind
from refprogram.outbox.models import Message, State
from refprogram.outbox.sealing import fingerprint, message_id, on_the_wire, sealed
from refprogram.outbox.transport import NoAnswer, NotTaken, Transport, transport

LEASE = timedelta(seconds=120)
# A letter that three senders broke on is set aside; one that a server keeps putting off is given up after about a week.
CRASHES = 3
TRIES = 16
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=24)

log = logging.getLogger(__name__)


@dataclass
class Turn:
    """What one turn did, in letters; `away` says that nobody answered where letters are handed over."""

    sent: int = 0
    put_off: int = 0
    cancelled: int = 0
    failed: int = 0
    uncertain: int = 0
    quarantined: int = 0
    away: bool = False

    @property
    def letters(self) -> int:
        return self.sent + self.put_off + self.cancelled + self.failed + self.uncertain + self.quarantined

    def __str__(self) -> str:
        done = [(getattr(self, f.name), f.name.replace("_", " ")) for f in fields(self) if f.name != "away"]
        return ", ".join(f"{number} {word}" for number, word in done if number) or "nothing to send"


class NotToBeSent(Exception):
    """The letter must not go any more; says why."""


class NotYet(Exception):
    """The letter may go later, and not before a moment."""

    def __init__(self, moment: datetime) -> None:
        super().__init__(moment)
        self.moment = moment


class Unknown(Exception):
    """The letter is of a kind, or to a sort of recipient, for which no app answers."""


@dataclass(frozen=True)
class Sealed:
    """A letter as it leaves: to which address, and every byte of it."""

    recipient: str
    content: bytes


def send_due(*, limit: int = 20, stop: Callable[[], bool] = lambda: False, way: Transport | None = None) -> Turn:
    """Take one turn: give up what dead senders held, then carry up to `limit` due letters.

    They go the way that is given, or one of their own. Ends early when `stop` says so, asked between two letters, and
    when nobody answers at the other end: the letter that found this out is put off, and the next turn tries with the
    next one. Raises RuntimeError inside a transaction, which would hold its locks for as long as a mail server takes.
    """
    turn = Turn()
    _take_back_from_the_dead(turn)
    with nullcontext(way) if way else closing(transport()) as there:
        while turn.letters < limit and not turn.away and not stop():
            message = _claim()
            if message is None:
                break
            _carry(message, there, turn)
    if turn.letters:
        log.info("Outbox: %s.", turn)
    return turn


def send_all_due(*, seconds: float = 60, stop: Callable[[], bool] = lambda: False) -> None:
    """Take turns over one connection until nothing is due, nobody answers, or the time is up."""
    until = monotonic() + seconds

    def enough() -> bool:
        return stop() or monotonic() > until

    with closing(transport()) as way:
        while not enough():
            turn = send_due(stop=enough, way=way)
            if turn.away or not turn.letters:
                return


def pause(attempts: int) -> timedelta:
    """Return how long to wait after some attempts: a minute, doubling up to a day, spread a little by chance."""
    longest = LONGEST_PAUSE / FIRST_PAUSE
    minutes = min(2.0 ** min(attempts - 1, 12), longest) * random.uniform(1, 1.25)
    return FIRST_PAUSE * min(minutes, longest)


@transaction.atomic(durable=True)
def _claim() -> Message | None:
    """Take the letter that has been due longest, for a limited time, and count the attempt before it begins.

    Two senders never take the same: PostgreSQL skips the rows that another transaction holds, SQLite lets one
    transaction write at a time.
    """
    message: Message | None = (
        Message.objects.due().select_for_update(skip_locked=True).order_by("next_at", "pk").first()
    )
    if message is None:
        return None
    message.state = State.LEASED
    message.lease_token = secrets.token_hex(16)
    message.message_id = message_id(message)
    message.attempts += 1
    Message.objects.filter(pk=message.pk).update(
        state=message.state,
        lease_token=message.lease_token,
        lease_until=Now() + LEASE,
        message_id=message.message_id,
        attempts=message.attempts,
    )
    return message


def _carry(message: Message, way: Transport, turn: Turn) -> None:
    """Carry one claimed letter as far as it goes; whatever happens, its row says afterwards what is known."""
    try:
        letter = _prepared(message)
        way.offer(letter.recipient)
    except NotToBeSent as no:
        turn.cancelled += _move(message, State.LEASED, to=State.CANCELLED, reason=str(no)[:300], last_error="")
        return
    except NotYet as later:
        # Nobody tried to send it, so no try is counted.
        attempts = message.attempts - 1
        turn.put_off += _queue_again(message, State.LEASED, next_at=later.moment, attempts=attempts)
        return
    except Unknown as no:
        turn.quarantined += _move(message, State.LEASED, to=State.QUARANTINED, last_error=str(no)[:300])
        return
    except NotTaken as no:
        _not_taken(message, no, turn)
        return
    except Exception as error:
        log.exception("Letter %s could not be prepared.", message.pk)
        _broken(message, error, turn)
        return
    except BaseException:
        _queue_again(message, State.LEASED)
        raise
    if not _move(message, State.LEASED, to=State.SENDING, lease_until=Now() + LEASE, sent_to=message.sent_to):
        return
    try:
        way.hand_over(letter.content, message_id=message.message_id)
    except NotTaken as no:
        _not_taken(message, no, turn)
    except NoAnswer as silence:
        turn.uncertain += _move(message, State.SENDING, to=State.UNCERTAIN, last_error=str(silence)[:300])
    except BaseException as error:
        words = f"The sender was stopped while it handed the letter over ({type(error).__name__})."
        turn.uncertain += _move(message, State.SENDING, to=State.UNCERTAIN, last_error=words)
        raise
    else:
        turn.sent += _sent(message)


@transaction.atomic
def _sent(message: Message) -> int:
    """Write down that a letter has left, and tell who waits for that, both or neither; return 1, or 0 when it is lost.

    A sender so slow that its letter was called uncertain meanwhile still knows better.
    """
    message.sent_at = timezone.now()
    moved = _move(message, State.SENDING, State.UNCERTAIN, to=State.SENT, sent_at=message.sent_at, last_error="")
    if moved:
        left.tell(message)
    return moved


def _prepared(message: Message) -> Sealed:
    """Ask whether, where and what, in one transaction, so that a link is only minted for a letter that may go.

    The guard of the recipient is asked first and whatever the kind says.
    """
    sort, guard = kind(message.kind), guard_of(message)
    if sort is None:
        raise Unknown(f"This release knows no letters of the kind “{message.kind}”.")
    if guard is None:
        raise Unknown("This release does not know whether such a recipient may be written to.")
    with transaction.atomic(durable=True):
        if why_not := guard(message) or sort.may_go(message):
            raise NotToBeSent(why_not)
        moment = sort.not_before(message)
        if moment and moment > timezone.now():
            raise NotYet(moment)
        address = sort.address(message)
        if not address:
            raise NotToBeSent("There is nobody to write to.")
        recipient = on_the_wire(address)
        if recipient is None:
            raise NotTaken("The address is not one that mail can be sent to.", for_good=True)
        content = sealed(sort.composed(message), recipient=recipient, number=message.message_id)
        message.sent_to = fingerprint(recipient)
    return Sealed(recipient, content)


def _not_taken(message: Message, no: NotTaken, turn: Turn) -> None:
    """Put a letter off, or give it up when the server said so for good or has put it off for days."""
    turn.away = no.away
    words = str(no)[:300]
    if no.for_good or message.attempts >= TRIES:
        with transaction.atomic():
            given_up = _move(
                message, State.LEASED, State.SENDING, to=State.FAILED, last_error=words, sent_to=message.sent_to
            )
            if given_up and no.refused:
                bounced.tell(message, code=no.refused)
        turn.failed += given_up
    else:
        later = timezone.now() + pause(message.attempts)
        turn.put_off += _queue_again(message, State.LEASED, State.SENDING, next_at=later, last_error=words)


def _broken(message: Message, error: Exception, turn: Turn) -> None:
    """Put off a letter that our own code failed on, and set it aside when it keeps failing."""
    crashes = message.crashes + 1
    words = f"The program could not write this letter ({type(error).__name__})."
    if crashes >= CRASHES:
        turn.quarantined += _move(message, State.LEASED, to=State.QUARANTINED, crashes=crashes, last_error=words)
    else:
        later = timezone.now() + pause(message.attempts)
        turn.put_off += _queue_again(message, State.LEASED, next_at=later, crashes=crashes, last_error=words)


def _move(message: Message, *sources: State, to: State, **changes: Any) -> int:
    """Write a state if this sender still holds the letter; return 1, or 0 when it does not."""
    mine = Message.objects.filter(pk=message.pk, lease_token=message.lease_token, state__in=sources)
    moved: int = mine.update(state=to, **changes)
    return moved


def _queue_again(message: Message, *sources: State, **changes: Any) -> int:
    """Give a letter back to be claimed again."""
    return _move(message, *sources, to=State.QUEUED, lease_token="", lease_until=None, **changes)


def _take_back_from_the_dead(turn: Turn) -> None:
    """Decide about the letters whose sender did not come back in time."""
    dead = Message.objects.abandoned()
    turn.uncertain += dead.filter(state=State.SENDING).update(
        state=State.UNCERTAIN, last_error="The sender died while it handed the letter over."
    )
    turn.quarantined += dead.filter(state=State.LEASED, crashes__gte=CRASHES - 1).update(
        state=State.QUARANTINED, crashes=CRASHES, last_error=f"{CRASHES} senders died while they prepared this letter."
    )
    dead.filter(state=State.LEASED).update(
        state=State.QUEUED, crashes=F("crashes") + 1, lease_token="", lease_until=None, next_at=timezone.now()
    )
