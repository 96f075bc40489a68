"""Which view answers which address under /references/?"""

from django.urls import path

from references.views import board, due, nominations, people

app_name = "references"
urlpatterns = [
    path("", people.list_people, name="list"),
    path("check-ins/", due.check_ins, name="check_ins"),
    path("do-not-use/", board.do_not_use, name="do_not_use"),
    path("do-not-use/left-in-peace/", board.left_in_peace, name="left_in_peace"),
    path("nominate/", people.nominate, name="nominate"),
    path("nominations/", nominations.board, name="nominations"),
    path("nominations/by-nominator/", nominations.nominators, name="nominators"),
    path("nominations/<int:pk>/accept/", nominations.accept, name="accept_nomination"),
    path("nominations/<int:pk>/decline/", nominations.decline, name="decline_nomination"),
    path("of/<int:customer>/", people.of_customer, name="of_customer"),
    path("thanks/<int:pk>/", people.thank, name="thank"),
    path("<int:pk>/", people.detail, name="detail"),
    path("<int:pk>/check-in/", people.check_in, name="check_in"),
]
