from django.urls import path

from refprogram.outbox import views

app_name = "outbox"

urlpatterns = [
    path("", views.list_letters, name="list"),
    path("<int:pk>/", views.letter, name="letter"),
    path("<int:pk>/preview/", views.preview, name="preview"),
    path("<int:pk>/send-again/", views.send_again, name="send_again"),
]
