"""Which app answers which address?"""

from django.contrib import admin
from django.urls import include, path

# The most asked for comes first: every address before it is tried first.
urlpatterns = [
    path("voices/", include("refprogram.face.urls")),
    path("p/", include("refprogram.portal.urls")),
    path("", include("refprogram.today.urls")),
    path("customers/", include("customers.urls")),
    path("references/", include("references.urls")),
    path("referrals/", include("references.referrals.urls")),
    path("testimonials/", include("references.testimonials.urls")),
    path("requests/", include("requests.urls")),
    path("imports/", include("refprogram.imports.urls")),
    path("outbox/", include("refprogram.outbox.urls")),
    path("rights/", include("refprogram.rights.urls")),
    path("ui/", include("refprogram.ui.urls")),
    path("accounts/", include("refprogram.accounts.urls")),
    path("admin/", admin.site.urls),
]

handler500 = "refprogram.portal.broken.server_error"
