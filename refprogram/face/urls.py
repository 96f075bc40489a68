from django.urls import path

from refprogram.face import embedded, photos, proof, wall

app_name = "face"
urlpatterns = [
    path("", wall.wall, name="wall"),
    path("embed/<int:key>/", embedded.frame, name="embed"),
    path("embed/<int:key>.json", embedded.markup, name="embed_json"),
    path("photo/<int:key>/", photos.photo, name="photo"),
    path("for/<str:token>/", proof.proof_page, name="proof_page"),
    path("for/<str:token>/photo/<int:key>/", proof.photo, name="proof_photo"),
]
