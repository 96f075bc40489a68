"""What goes and what stays when somebody is erased? In words for whoever does it, one line a section of the copy."""

from dataclasses import dataclass

from references.models import Reference
from refprogram.rights.copy import copy_of

ALL = "All of it."
# What no copy lists, because it is not about what they said or did.
BESIDES = (
    "Their links, notes of talks that nobody finished, proposed stories, and what colleagues wrote on requests that "
    "others were chosen for too go as well."
)


@dataclass(frozen=True)
class Fate:
    """What a section is called among us, what of it an erasure deletes and what it leaves; either may be empty."""

    name: str
    goes: str
    stays: str


@dataclass(frozen=True)
class Kept:
    """How many rows of one section we keep of a person, and what would become of them."""

    fate: Fate
    rows: int


FATES = {
    "who you are": Fate(
        "Who they are",
        "Name, e-mail, phone, role, language, time zone and key in other systems.",
        "That there was somebody at this company, and a code that keeps us from writing them down again.",
    ),
    "what you agreed to": Fate("What they agreed to", "", "It ends. What for and when, without a name."),
    "what we were told you agree to": Fate(
        "What they were said to agree to", "Who heard it.", "It ends. What for and when, without a name."
    ),
    "your limits": Fate("Their limits", ALL, ""),
    "times in which you wanted to be left alone": Fate("Pauses", ALL, ""),
    "what we asked you": Fate(
        "Questions to them", "Their words.", "What for, for whom, and yes or no, without a name."
    ),
    "what you did for us": Fate(
        "What they did for us", "In which words one of us told of it.", "What and when, without a name."
    ),
    "times that were agreed with you": Fate("Agreed times", "", "When, and for which request, without a name."),
    "times that are on offer now": Fate("Times on offer", ALL, ""),
    "how you said it went": Fate("How they said it went", "Their words.", "What they ticked, without a name."),
    "how others said you were heard": Fate(
        "How others said it was", "Their words.", "What they ticked, without a name."
    ),
    "how well others said you spoke on a topic": Fate(
        "How others rated what they said", "", "The topic and how well, from 1 to 5, without a name."
    ),
    "how good we expected a talk with you to be": Fate(
        "How good a talk with them should have been", "", "The grade, and for which request, without a name."
    ),
    "what we wrote of what came of your help": Fate(
        "Letters that their help mattered", "What they said. A draft is dropped.", "For which deal, without a name."
    ),
    "what we offered or gave you": Fate(
        "Rewards", "What it was, in our words.", "For which act, its worth and when, without a name."
    ),
    "what you answered when we asked whether it is still right": Fate("Answers to the six-month check", ALL, ""),
    "talks with you, and what we noted": Fate(
        "Talks with them", "Our notes, and to whom they recommended us.", "Day, way and outcome, without a name."
    ),
    "whether you know somebody, as we asked you": Fate(
        "Whether they know somebody", "The circle and the words.", "When, and what they answered, without a name."
    ),
    "whom you introduced to us, without their names": Fate(
        "Whom they introduced",
        "That it was them, and what they said about it.",
        "Whom they introduced, as long as that person lets us.",
    ),
    "what you said in our praise": Fate("Kind words of theirs", "Their words.", "When, and that they were thanked."),
    "results you told us of": Fate("Results they told us of", ALL, ""),
    "topics you can speak about": Fate("Topics they can speak about", ALL, ""),
    "who of us proposed you": Fate(
        "Nominations", "Why, known problems and reasons.", "Who proposed somebody there, when, and what came of it."
    ),
    "what you answered in surveys": Fate(
        "Survey answers", "Their words, ours about them, and whose they are.", "The score, as the company’s."
    ),
    "what you told us was not right": Fate(
        "What they told us was not right", "Their words and our answers.", "That the company had an issue, and when."
    ),
    "what you said about us, to be shown": Fate(
        "Words to be shown", "All of the words, in every version.", "That there were some, and what came of them."
    ),
    "where your words are shown": Fate(
        "Where their words are shown", "The words. What we show ourselves is gone at once.", "Where they have to go."
    ),
    "what ties you to us": Fate("What ties them to us", ALL, ""),
    "pictures and papers with your words": Fate("Pictures and papers with their words", ALL, ""),
    "why you can judge what we make": Fate("Why they can judge what we make", ALL, ""),
    "when we looked whether you could be asked": Fate(
        "Judgements", "", "When, for what and what came of it, without a name."
    ),
    "what we set aside to ask you all the same": Fate(
        "What was set aside to ask them", "Why. What still counts ends.", "When, and for which request, without a name."
    ),
    "what we noted on requests for which you alone were chosen": Fate("What colleagues wrote on requests", ALL, ""),
    "letters to you": Fate(
        "Letters to them", "The address. What still waits is not sent.", "Which kind and when, without a name."
    ),
    "who got your name and number": Fate("Who got their name and number", "", "Who of us, when, and for which deal."),
    "what you asked us to do with your data": Fate(
        "Requests about their data", "Who wrote, what, and every reason.", "The wish, the days and what came of it."
    ),
    "receipts of every yes and no": Fate(
        "Receipts of every yes and no",
        "The key that ties them to the person.",
        "The receipts, unchanged: they prove that somebody said so, and no longer who.",
    ),
    "pages as you saw them when you answered": Fate("Pages as they saw them", ALL, ""),
}


def kept_of(reference: Reference) -> list[Kept]:
    """Return what we keep of somebody, in short; sections without a row are left out."""
    return [Kept(FATES[title], len(rows)) for title, rows in copy_of(reference).items() if rows]
