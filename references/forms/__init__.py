"""What may be typed about a reference? The filters of the list, and one form for each thing that can be done."""

from references.forms.checkin import MYSELF, TOLD, CheckInForm
from references.forms.claim import ClaimForm
from references.forms.filters import ReferenceFilter
from references.forms.nomination import DeclineNominationForm, NominationForm
from references.forms.permission import PermissionForm
from references.forms.reward import OfferRewardForm
from references.forms.text import ConsentTextForm
from references.forms.thanks import ThankForm
from references.forms.told import TellUseForm, WhoItWasForm

__all__ = [
    "MYSELF",
    "TOLD",
    "CheckInForm",
    "ClaimForm",
    "ConsentTextForm",
    "DeclineNominationForm",
    "NominationForm",
    "OfferRewardForm",
    "PermissionForm",
    "ReferenceFilter",
    "TellUseForm",
    "ThankForm",
    "WhoItWasForm",
]
