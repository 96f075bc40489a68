from django.urls import path

from refprogram.rights import views
from refprogram.rights.processing_page import processing
from refprogram.rights.retention_page import retention

app_name = "rights"
urlpatterns = [
    path("", views.list_cases, name="list"),
    path("new/", views.new, name="new"),
    path("retention/", retention, name="retention"),
    path("processing/", processing, name="processing"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/person/", views.identify, name="identify"),
    path("<int:pk>/copy/<str:kind>/", views.make_copy, name="make_copy"),
    path("<int:pk>/answer/", views.carry_out, name="carry_out"),
    path("<int:pk>/nothing/", views.nothing_held, name="nothing_held"),
    path("<int:pk>/extend/", views.extend, name="extend"),
    path("<int:pk>/refuse/", views.refuse, name="refuse"),
]
