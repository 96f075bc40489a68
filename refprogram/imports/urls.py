"""Under which addresses are files read in?"""

from django.urls import path

from refprogram.imports import views

app_name = "imports"

urlpatterns = [
    path("", views.imports, name="page"),
]
