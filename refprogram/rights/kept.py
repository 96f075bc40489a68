"""What is kept without a day on which it goes, and why? Every table that has no row in `classes`."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Staying:
    """Why some tables are kept, what they hold in plain words, and which they are."""

    why: str
    holds: str
    tables: tuple[str, ...]


STAYING = (
    Staying(
        "As long as the person is a contact",
        "Who they are, what they agreed to, their limits, what they did for us and were offered for it. Deleted at "
        "once when they ask.",
        (
            "customers.ContactDetails",
            "references.ClaimAudience",
            "references.Consent",
            "references.ConsentAudience",
            "references.ContactPreference",
            "references.Cue",
            "references.CycleQuestion",
            "references.LetterPause",
            "references.Pause",
            "references.QuietMonth",
            "references.ReconsentCycle",
            "references.Reference",
            "references.Result",
            "references.RewardEntry",
            "references.Standing",
            "references.StorySeed",
            "references.ThankYou",
            "references.TopicStrength",
            "references.Use",
            "referrals.ReferralAsk",
            "requests.Assignment",
            "requests.Meeting",
            "requests.Slot",
            "requests.Supplied",
        ),
    ),
    Staying(
        "To show what was agreed (GDPR 5.2 and 7.1)",
        "The ledger of every yes and no, the words and pages they were given on, and on what we decided. The ledger "
        "names nobody; its key and the pages go when the person is erased.",
        (
            "customers.CustomerEvent",
            "references.CompanyPermission",
            "references.ConsentEvent",
            "references.ConsentText",
            "references.Judgement",
            "references.LedgerKey",
            "references.NominationEvent",
            "references.PageSeen",
            "references.ReferenceEvent",
            "referrals.ReferralAskEvent",
            "referrals.ReferralEvent",
            "requests.RequestEvent",
            "testimonials.ProofPage",
        ),
    ),
    Staying(
        "To leave alone who wants to be (GDPR 21)",
        "Salted digests of addresses that nobody writes down again.",
        ("customers.Suppression",),
    ),
    Staying(
        "As long as somebody works here",
        "Accounts of our own people. Deleted by hand, because what they did keeps their number.",
        ("account.EmailAddress", "account.EmailConfirmation", "accounts.User"),
    ),
    Staying(
        "About companies and settings, not about people",
        "Customers, contracts, products, deals, files that were read, and figures.",
        (
            "auth.Group",
            "auth.Permission",
            "contenttypes.ContentType",
            "customers.Contract",
            "customers.Customer",
            "customers.Deployment",
            "customers.Hardship",
            "customers.Product",
            "customers.Relationship",
            "customers.Topic",
            "imports.ImportRun",
            "imports.ImportedRow",
            "references.ActivityType",
            "references.StandingCheck",
            "referrals.ReferralPlan",
            "referrals.ReferralTemplate",
            "requests.Opportunity",
            "requests.WantedTopic",
            "thresholds.Threshold",
        ),
    ),
)
