"""Must a prospect give something up? How many of those who may be asked speak well on which topics together."""

from collections.abc import Sequence

from requests.matching import Found

FEW = 2


def tradeoff(topics: Sequence[str], found: Found) -> list[str]:
    """Say it in sentences, most topics first; nothing when nobody may be asked at all.

    Where not everybody was looked at, there may be more, and it says so.
    """
    if not found.total or not topics:
        return []
    least = "" if found.counted else "At least "
    said, covered = [], False
    for size in range(len(topics), 0, -1):
        good = [(places, found.good_at.get(places, 0)) for places in _of(found, size)]
        known = [(places, number) for places, number in good if number]
        if size == len(topics) and not known:
            said.append(_nobody(topics))
        if known and (size >= FEW or not covered):
            said += [_sentence(topics, places, number, least) for places, number in known]
            covered = True
    return said


def _of(found: Found, size: int) -> list[tuple[int, ...]]:
    return [places for places in found.good_at if len(places) == size]


def _nobody(topics: Sequence[str]) -> str:
    how_many = {1: "it", 2: "both"}.get(len(topics), "all three")
    return f"Nobody is known to speak well on {topics[0] if len(topics) == 1 else how_many}."


def _sentence(topics: Sequence[str], places: tuple[int, ...], number: int, least: str) -> str:
    names = [topics[place] for place in places]
    which = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    verb = "speaks" if number == 1 else "speak"
    return f"{least}{number} {verb} well on {which}."
