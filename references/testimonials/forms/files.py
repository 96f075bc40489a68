"""Which files belong to a dossier? What they really are is read from their bytes, here, before anything is kept."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from references.testimonials.files import TOO_LARGE, Checked, paper, photo
from references.testimonials.models import AttachmentKind
from references.testimonials.models.attachment import LARGEST
from refprogram.errors import Refused

READ_AS = {AttachmentKind.PHOTO: photo, AttachmentKind.PAPER: paper}


class AttachForm(forms.Form):
    kind = forms.ChoiceField(
        choices=[
            ("", "Choose"),
            (AttachmentKind.PAPER, "A paper of the dossier"),
            (AttachmentKind.PHOTO, "Their picture"),
        ],
        label="What is it?",
    )
    file = forms.FileField(label="File", help_text="A paper: PDF, PNG or JPEG. A picture: JPEG, PNG or WebP. 5 MB.")
    is_actual_person = forms.BooleanField(
        required=False, label="The picture shows the person themselves", help_text="Only they, or who met them, know."
    )

    def clean(self) -> dict[str, Any]:
        """Read the file as what it is said to be; what it is not is said at the field."""
        found = self.cleaned_data
        if found.get("kind") and found.get("file"):
            try:
                found["checked"] = self._read(found["file"], AttachmentKind(found["kind"]))
            except Refused as refused:
                self.add_error("file", list(refused.sentences))
        return found

    @staticmethod
    def _read(file: UploadedFile, kind: AttachmentKind) -> Checked:
        if (file.size or 0) > LARGEST:
            raise Refused(TOO_LARGE)
        return READ_AS[kind](file.name or "file", file.read())
