"""Which view answers which address under /references/?"""

from django.urls import path

from references.views import (
    board,
    checkin,
    claims,
    consents,
    cycle,
    due,
    judgements,
    nominations,
    people,
    permissions,
    texts,
)

app_name = "references"
urlpatterns = [
    path("", people.list_people, name="list"),
    path("check-ins/", due.check_ins, name="check_ins"),
    path("consents/", consents.ledger, name="consents"),
    path("consents/texts/", texts.texts, name="texts"),
    path("consents/texts/new/", texts.new, name="text_new"),
    path("consents/texts/<int:pk>/", texts.text, name="text"),
    path("cycle/", cycle.week, name="cycle"),
    path("cycle/hold/", cycle.hold_all, name="hold_all"),
    path("cycle/let-go/", cycle.let_all_go, name="let_all_go"),
    path("do-not-use/", board.do_not_use, name="do_not_use"),
    path("do-not-use/left-in-peace/", board.left_in_peace, name="left_in_peace"),
    path("nominate/", people.nominate, name="nominate"),
    path("nominations/", nominations.board, name="nominations"),
    path("nominations/by-nominator/", nominations.nominators, name="nominators"),
    path("nominations/<int:pk>/accept/", nominations.accept, name="accept_nomination"),
    path("nominations/<int:pk>/decline/", nominations.decline, name="decline_nomination"),
    path("of/<int:customer>/", people.of_customer, name="of_customer"),
    path("of/<int:customer>/permissions/", permissions.of_customer, name="permissions"),
    path("of/<int:customer>/permissions/new/", permissions.record, name="record_permission"),
    path("permissions/<int:pk>/end/", permissions.end, name="end_permission"),
    path("thanks/<int:pk>/", people.thank, name="thank"),
    path("judgements/<int:pk>/", judgements.detail, name="judgement"),
    path("<int:pk>/", people.detail, name="detail"),
    path("<int:pk>/letter/", cycle.preview, name="cycle_preview"),
    path("<int:pk>/letters/hold/", cycle.hold, name="hold_letters"),
    path("<int:pk>/letters/let-go/", cycle.let_go, name="let_letters_go"),
    path("<int:pk>/receipts/", consents.receipts, name="receipts"),
    path("<int:pk>/receipts/<int:seq>/", consents.receipt, name="receipt"),
    path("<int:pk>/judgements/", judgements.of_reference, name="judgements"),
    path("<int:pk>/claims/new/", claims.note, name="note_claims"),
    path("<int:pk>/check-in/", checkin.check_in, name="check_in"),
    path("<int:pk>/check-in/draft/", checkin.keep_draft, name="check_in_draft"),
]
