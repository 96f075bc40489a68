from django.urls import path

from refprogram.portal import views

app_name = "portal"
urlpatterns = [path("<str:token>/", views.page_of_link, name="page")]
