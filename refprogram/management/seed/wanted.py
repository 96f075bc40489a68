"""What did the fictional reps want for which deal, and what happened to it on which day? A table, line by line."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Deal:
    """A line of `DEALS`: the prospect and the wish, and what happened when, in words and days ago."""

    account: str
    name: str
    value: int
    industry: str
    region: str
    activity: str
    depth: str
    needed_in: int
    rep: str
    manager: str
    course: tuple[tuple[str, int], ...]
    topics: tuple[str, ...]
    matters: str

    @property
    def domain(self) -> str:
        """Give the prospect a web address of its own, in the plain letters that such an address has."""
        return f"{self.account.split()[0].casefold().replace('ü', 'ue')}.example"


# prospect; deal; value in EUR; industry; region; activity; how deep; needed in days; rep; manager.
# Then the course, and the topics that matter, the first one most; what they want to hear about it
# What stands in comments is true today; "draft" comes first in every course, its number says how many days ago.
DEALS = """
# Drafts.
Calderune Foods; Depot roll-out; 210000; Food logistics; DACH; reference-call; use_case; 12; rep; manager
    draft 1
    Reporting, Support; Reporting, and how support answers at night
Oakhelm Furniture; First site; 64000; Retail; Nordics; case-study; quick; 25; rep2; manager
    draft 5
    Roll-out in stages; A story they can show to their board
# Sent, nobody has taken it up.
Pembrand Paper; Yard automation; 340000; Manufacturing; Nordics; site-visit; use_case; 2; rep; manager
    draft 1, sent 1
    Roll-out in stages, Interfaces, Training; A yard like theirs, three shifts, old gates
Marlowick Grocers; Fresh routes; 150000; Retail; UK and Ireland; reference-call; use_case; 9; rep; manager
    draft 2, sent 2
    Roll-out in stages, Training; How long the first depot took
Kestrelund Pharma; Cold rooms; 480000; Healthcare; DACH; analyst-call; long_history; 16; rep2; manager
    draft 0, sent 0
    Security review, Contract terms; Security review and audit trail
# In review.
Tarnhelm Insurance; Document runs; 95000; Financial services; Benelux; reference-call; long_history; 1; rep; manager
    draft 4, sent 4, taken 3
    Migration, Reporting; Whether migration kept the old data
Orlastrand Dairies; Milk rounds; 275000; Food logistics; Nordics; reference-call; use_case; 8; rep2; manager2
    draft 5, sent 5, taken 4
    Mobile devices, Reporting, Roll-out in stages; Temperature alarms on the road
# Matched, nobody asked yet.
Brackenmoor Schools; Bus planning; 120000; Education; UK and Ireland; reference-call; use_case; 3; rep; manager
    draft 6, sent 6, taken 5, matched 1
    Support, Reporting; Parents who call; peaks in September
Vintergaard Wind; Service crews; 390000; Energy; Nordics; reference-call; use_case; 11; rep2; manager
    draft 7, sent 6, taken 4, matched 2
    Mobile devices; Crews without a signal for hours
# Waiting for the customer's answer.
Halbrook Clinics; Patient rides; 230000; Healthcare; UK and Ireland; reference-call; use_case; 6; rep; manager
    draft 5, sent 5, taken 4, matched 2, asked 1
    Training, Mobile devices; How the drivers took to it
Sturmfeld Rail; Wagon turns; 610000; Transport; DACH; reference-call; use_case; 10; rep2; manager
    draft 6, sent 6, taken 5, matched 3, asked 2
    Interfaces, Migration; Interfaces to an old system
Quellgrund Water; Meter rounds; 88000; Public sector; DACH; written-quote; quick; 13; rep; manager2
    draft 4, sent 4, taken 3, matched 2, asked 2
    Mobile devices; A sentence for their council
# The customer said yes.
Lindenau Textiles; Two mills; 310000; Manufacturing; DACH; reference-call; use_case; 4; rep; manager
    draft 8, sent 8, taken 7, matched 5, asked 5, gladly 1
    Roll-out in stages, Training, Support; Roll-out in stages without a stop
Ferrowick Haulage; Night trunking; 175000; Transport; UK and Ireland; reference-call; quick; 0; rep2; manager
    draft 9, sent 9, taken 8, matched 6, asked 6, yes 2, revealed 1
    Reporting; What it did to overtime
# Times are on offer: ours, and the customer's own.
Bramstedt Parcels; Evening waves; 145000; Transport; DACH; reference-call; use_case; 9; rep; manager
    draft 7, sent 7, taken 6, matched 5, asked 5, yes 2, offers 1
    Mobile devices, Training; Whether drivers of other firms took it up
Havelmark Homes; Kitchen fitters; 120000; Retail; Nordics; reference-call; quick; 8; rep2; manager
    draft 8, sent 8, taken 7, matched 5, asked 5, yes 2, theirs 1
    Roll-out in stages; Two fitters, one window
# A time is agreed: for tomorrow, and for yesterday, and nobody has said yet that it took place.
Westerdam Pharma; Cold chain; 280000; Healthcare; Benelux; reference-call; use_case; 4; rep; manager
    draft 9, sent 9, taken 8, matched 6, asked 6, yes 4, offers 2, agrees 1, revealed 1
    Reporting, Support; What a night with an alarm looks like
Kaltenmoor Mills; Grain to port; 160000; Food logistics; Nordics; reference-call; quick; 0; rep; manager
    draft 12, sent 12, taken 11, matched 9, asked 9, yes 6, offers 4, agrees 3
    Interfaces; Weighbridges, and who reads them
# It took place, and we owe a thank-you; the first for too long.
Solmarina Foods; Fish to market; 205000; Food logistics; Southern Europe; reference-call; use_case; -19; rep; manager
    draft 33, sent 33, taken 32, matched 30, asked 30, yes 27, revealed 26, done 19
    Mobile devices, Interfaces; Hours from boat to shop
Ardenquist Retail; Click and carry; 260000; Retail; Benelux; reference-call; use_case; -2; rep2; manager
    draft 14, sent 14, taken 13, matched 11, asked 11, gladly 8, done 2
    Support, Interfaces; Peaks before a holiday
Nebelhorn Energy; Gas fitters; 330000; Energy; DACH; reference-call; use_case; -1; rep; manager2
    draft 16, sent 15, taken 14, matched 12, asked 11, yes 9, revealed 8, done 1
    Mobile devices, Support; Emergency calls in between
# It took place, and they were thanked.
Talverin Bank; Cash rounds; 140000; Financial services; Central Europe; reference-call; long_history; -9; rep; manager
    draft 25, sent 25, taken 24, matched 22, asked 22, yes 19, done 9, thanked 7
    Security review, Reporting; Security, and a second pair of eyes
# Closed after a call.
Grantholm Builders; Crane plan; 98000; Construction; Nordics; reference-call; quick; -40; rep; manager
    draft 61, sent 61, taken 60, matched 58, asked 58, yes 55, done 40, thanked 38, closed 36
    Training; Small crews, many sites
Morwenna Care; Home visits; 77000; Healthcare; UK and Ireland; reference-call; quick; -55; rep2; manager
    draft 80, sent 80, taken 79, matched 76, asked 76, yes 71, done 55, thanked 54, closed 50
    Training, Mobile devices; Carers without computers
Zellerbrück Glas; Furnace to dock; 420000; Manufacturing; DACH; site-visit; use_case; -62; rep; manager2
    draft 95, sent 95, taken 94, matched 90, asked 90, yes 84, done 62, thanked 61, closed 60
    Interfaces, Roll-out in stages; A dock at six o’clock
# Without a talk: nobody suited, and words of customers instead.
Polwarth County; Library vans; 54000; Public sector; UK and Ireland; site-visit; use_case; 5; rep2; manager
    draft 30, sent 30, taken 29, matched 27, asked 27, no 24, nobody 20
    Contract terms, Support; A county with few people
Wexcombe Hotels; Room service; 83000; Retail; UK and Ireland; reference-call; quick; 9; rep; manager
    draft 12, sent 12, taken 11, content 3
    Reporting, Training; A line or two that their owners can read
# No answer, though they were written to once more; the manager decides.
Tegernau Spedition; Border runs; 255000; Transport; DACH; reference-call; use_case; 12; rep; manager
    draft 15, sent 15, taken 14, matched 13, asked 12
    Interfaces, Support; Papers at the border, and who is called at night
# They said yes on the phone; and took a yes back.
Haldenmoos Spitex; Care rounds; 132000; Healthcare; DACH; reference-call; use_case; 10; rep2; manager
    draft 7, sent 7, taken 6, matched 3, asked 3, heard 1
    Training, Mobile devices; Whether carers found their way at once
Bruckwater Foods; Chilled lanes; 118000; Food logistics; UK and Ireland; reference-call; quick; 11; rep2; manager
    draft 10, sent 10, taken 9, matched 6, asked 6, yes 4, unsaid 2
    Reporting; Temperatures on one screen
# Stopped, for a decision.
Ternisle Ferries; Booking feed; 365000; Transport; Nordics; reference-call; use_case; 7; rep; manager
    draft 9, sent 9, taken 8, matched 6, asked 6, yes 3, issue 0
    Interfaces, Support; What happens when the feed stops
Alvarado Retail; Store runs; 190000; Retail; Southern Europe; reference-call; use_case; 14; rep2; manager
    draft 8, sent 8, taken 7, matched 4, asked 4, talk 1
    Billing, Interfaces; Returns, and who pays for them
# The customer would rather not; the second was resumed and asked somebody else.
Castellmar Tiles; Kiln loads; 115000; Construction; Southern Europe; reference-call; quick; 18; rep; manager
    draft 10, sent 10, taken 9, matched 7, asked 7, later 2
    Reporting; Breakage on the way
Hvidsten Haulage; Timber rounds; 145000; Transport; Nordics; reference-call; use_case; 15; rep2; manager2
    draft 12, sent 12, taken 11, matched 9, asked 9, no 6, resumed 5, matched 4, asked 3, no 1
    Mobile devices, Support; Winter roads
# Called off; out of time.
Isenbrook Academy; Campus post; 41000; Education; UK and Ireland; reference-call; quick; 20; rep; manager
    draft 22, sent 22, taken 21, matched 19, cancelled 12
    Training, Contract terms; Term starts in October
Rivabella Pharma; Night pharmacy; 99000; Healthcare; Southern Europe; reference-call; use_case; -6; rep2; manager
    draft 24, sent 24, taken 23
    Support, Security review; Prescriptions at three in the morning
"""


def deals() -> Iterator[Deal]:
    lines = [line.strip() for line in DEALS.strip().splitlines() if not line.startswith("#")]
    for wish, course, wanted in zip(lines[::3], lines[1::3], lines[2::3], strict=True):
        account, name, value, industry, region, activity, depth, needed, rep, manager = wish.split("; ")
        topics, matters = wanted.split("; ", 1)
        yield Deal(
            account=account,
            name=name,
            value=int(value),
            industry=industry,
            region=region,
            activity=activity,
            depth=depth,
            needed_in=int(needed),
            rep=rep,
            manager=manager,
            course=tuple((word, int(ago)) for word, ago in (step.split() for step in course.split(", "))),
            topics=tuple(topics.split(", ")),
            matters=matters,
        )
