from django.urls import path

from refprogram.portal import views

app_name = "portal"
urlpatterns = [
    path("introduced/<str:token>/", views.introduced, name="introduced"),
    path("heard/<str:token>/", views.heard, name="heard"),
    path("<str:token>/", views.page_of_link, name="page"),
    path("<str:token>/home/", views.home, name="home"),
    path("<str:token>/words/", views.words, name="words"),
    path("<str:token>/words/<int:endorsement>/", views.piece, name="piece"),
    path("<str:token>/words/<int:photo>/picture/", views.picture, name="picture"),
    path("<str:token>/agree/<int:activity>/", views.agree, name="agree"),
    path("<str:token>/stop/<int:activity>/", views.stop, name="stop"),
    path("<str:token>/talk/<int:question>/", views.talk, name="talk"),
    path("<str:token>/talk/<int:question>/invitation.ics", views.talk_ics, name="talk_ics"),
    path("<str:token>/limits/", views.limits, name="limits"),
    path("<str:token>/pause/", views.pause, name="pause"),
    path("<str:token>/mail/", views.mail, name="mail"),
    path("<str:token>/complain/", views.complain, name="complain"),
    path("<str:token>/referral/<int:ask>/", views.referral, name="referral"),
    path("<str:token>/data/", views.data, name="data"),
    path("<str:token>/privacy/", views.privacy, name="privacy"),
    path("<str:token>/data.json", views.data_json, name="data_json"),
    path("<str:token>/data.csv", views.data_csv, name="data_csv"),
    path("<str:token>/data/<str:wish>/", views.wish, name="wish"),
    path("<str:token>/unsubscribe/", views.unsubscribe, name="unsubscribe"),
]
