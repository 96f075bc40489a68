"""What may be typed about words on their way into the world? One form for each thing that can be done."""

from references.testimonials.forms.connection import TieForm
from references.testimonials.forms.files import AttachForm
from references.testimonials.forms.filters import EndorsementFilter
from references.testimonials.forms.intake import IdentifyForm, IntakeForm
from references.testimonials.forms.mentions import AskAuthorForm, MentionForm
from references.testimonials.forms.places import LookForm, PlaceForm, TakeDownForm
from references.testimonials.forms.proof_pages import ProofPageForm
from references.testimonials.forms.proofs import FORMS, ProofForm
from references.testimonials.forms.words import ChooseForm, KindForm, sentences_of

__all__ = [
    "FORMS",
    "AskAuthorForm",
    "AttachForm",
    "ChooseForm",
    "EndorsementFilter",
    "IdentifyForm",
    "IntakeForm",
    "KindForm",
    "LookForm",
    "MentionForm",
    "PlaceForm",
    "ProofForm",
    "ProofPageForm",
    "TakeDownForm",
    "TieForm",
    "sentences_of",
]
