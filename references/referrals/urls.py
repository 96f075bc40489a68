"""Which view answers which address under /referrals/?"""

from django.urls import path

from references.referrals.views import asks, board, compliments, plans

app_name = "referrals"
urlpatterns = [
    path("", board.board, name="board"),
    path("plan/", plans.quarter, name="plan"),
    path("asks/<int:pk>/", asks.ask, name="ask"),
    path("asks/<int:pk>/drop/", asks.drop, name="drop_ask"),
    path("asks/<int:pk>/followed-up/", asks.follow_up, name="follow_up"),
    path("of/<int:reference>/", asks.of_reference, name="of_reference"),
    path("of/<int:reference>/ask/", asks.think_of, name="think_of"),
    path("of/<int:reference>/compliment/", compliments.log, name="compliment"),
    path("compliments/<int:pk>/thanked/", compliments.thank, name="thank_for"),
    path("introductions/<int:pk>/", board.referral, name="referral"),
    path("introductions/<int:pk>/write/", board.write_to, name="write_to"),
    path("introductions/<int:pk>/hand-over/", board.hand_over, name="hand_over"),
    path("introductions/<int:pk>/decline/", board.decline, name="decline"),
    path("introductions/<int:pk>/<str:verb>/", board.move, name="move"),
]
