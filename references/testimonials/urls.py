from django.urls import path

from references.testimonials.views import (
    copying,
    detail,
    dossier,
    export,
    fitting,
    intake,
    lists,
    mentions,
    places,
    proof_pages,
    steps,
)

app_name = "testimonials"
urlpatterns = [
    path("", lists.list_endorsements, name="list"),
    path("new/", intake.new, name="new"),
    path("invite/<int:pk>/", intake.invite, name="invite"),
    path("of/<int:pk>/", lists.of_reference, name="of_reference"),
    path("placements/", places.list_places, name="placements"),
    path("fitting/", fitting.fitting, name="fitting"),
    path("mentions/", mentions.list_mentions, name="mentions"),
    path("mentions/new/", mentions.note, name="note_mention"),
    path("mentions/<int:pk>/ask/", mentions.ask, name="ask_mention"),
    path("mentions/<int:pk>/settle/", mentions.settle, name="settle_mention"),
    path("proof-pages/", proof_pages.list_proof_pages, name="proof_pages"),
    path("proof-pages/new/", proof_pages.new_proof_page, name="new_proof_page"),
    path("proof-pages/<int:pk>/close/", proof_pages.close, name="close_proof_page"),
    path("product-changed/", steps.product_changed, name="product_changed"),
    path("<int:pk>/", detail.detail, name="detail"),
    path("<int:pk>/identify/", intake.identify, name="identify"),
    path("<int:pk>/kind/", dossier.set_kind, name="set_kind"),
    path("<int:pk>/choose/", dossier.choose, name="choose"),
    path("<int:pk>/tie/", dossier.tie, name="tie"),
    path("<int:pk>/attach/", dossier.attach, name="attach"),
    path("<int:pk>/prove/<slug:sort>/", dossier.prove, name="prove"),
    path("<int:pk>/drop/<slug:sort>/<int:row>/", dossier.drop, name="drop"),
    path("<int:pk>/place/", places.place, name="place"),
    path("<int:pk>/dossier/", export.dossier_file, name="export"),
    path("<int:pk>/retire/", steps.retire, name="retire"),
    *(
        path(f"<int:pk>/{verb.replace('_', '-')}/", steps.take, {"verb": verb}, name=verb)
        for verb in steps.TAKEN.keys() - steps.FOR_GOOD
    ),
    path("attachments/<int:pk>/", dossier.attachment, name="attachment"),
    path("placements/<int:pk>/down/", places.take_down, name="take_down"),
    path("placements/<int:pk>/looked/", places.look_at, name="look_at"),
    path("placements/<int:pk>/text/", copying.copy_text, name="copy_text"),
]
