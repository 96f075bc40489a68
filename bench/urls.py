"""Which addresses does the bench add to those of the program?"""

from django.urls import include, path

from bench import floors

floor_urls = [
    path("constant/", floors.constant, name="constant"),
    path("row/<int:pk>/", floors.row, name="row"),
    path("rows/", floors.rows, name="rows"),
]
urlpatterns = [
    path("bench/", include((floor_urls, "bench"))),
    path("", include("refprogram.urls")),
]
