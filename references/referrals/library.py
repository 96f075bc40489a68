"""Which sentences does the library begin with? One for each sort of circle, in each language that we ask in."""

from references.referrals.models import Frame, ReferralTemplate

FIRST = {
    "en": {
        Frame.ASSOCIATION: "You meet others at {circle}. Who there wrestles with what {company} helped you with?",
        Frame.REGION: "Thinking of {circle}: who there would you like to know that {company} exists?",
        Frame.ROLE: "Whom do you know among {circle} who has the questions that you had before {company}?",
        Frame.EVENT: "When you were at {circle}: whom did you talk to who could use what {company} does for you?",
        Frame.FORMER_EMPLOYER: "Thinking back to {circle}: who from that time would be glad to hear of {company}?",
        Frame.INDUSTRY: "Within {circle}: who comes to mind who has the same trouble as you had before {company}?",
        Frame.SUPPLIER: "You work closely with {circle}. Who there would gain from knowing {company}?",
    },
    "de": {
        Frame.ASSOCIATION: "Sie treffen andere bei {circle}. Wer dort plagt sich mit dem, wobei {company} Ihnen half?",
        Frame.REGION: "Wenn Sie an {circle} denken: Wer dort sollte wissen, dass es {company} gibt?",
        Frame.ROLE: "Wen kennen Sie unter {circle}, der die Fragen hat, die Sie vor {company} hatten?",
        Frame.EVENT: "Als Sie bei {circle} waren: Mit wem sprachen Sie, dem nützen könnte, was {company} für Sie tut?",
        Frame.FORMER_EMPLOYER: "Wenn Sie an {circle} zurückdenken: Wer von damals würde gern von {company} hören?",
        Frame.INDUSTRY: "In {circle}: Wer fällt Ihnen ein, der dieselbe Mühe hat wie Sie vor {company}?",
        Frame.SUPPLIER: "Sie arbeiten eng mit {circle} zusammen. Wer dort hätte etwas davon, {company} zu kennen?",
    },
}


def put_in_place() -> None:
    """Fill a library that is empty; whatever admins made of it since is theirs."""
    if not ReferralTemplate.objects.exists():
        ReferralTemplate.objects.bulk_create(
            ReferralTemplate(frame=frame, language=language, sentence=sentence)
            for language, sentences in FIRST.items()
            for frame, sentence in sentences.items()
        )
