"""Which view answers which address under /customers/?"""

from django.urls import path

from customers.views import change, knowledge, pages

app_name = "customers"
urlpatterns = [
    path("", pages.list_customers, name="list"),
    path("<int:pk>/", pages.detail, name="detail"),
    path("<int:pk>/issues/", pages.list_issues, name="issues"),
    path("<int:pk>/issues/new/", change.open_issue, name="open_issue"),
    path("<int:pk>/hardships/new/", change.begin_hardship, name="begin_hardship"),
    path("<int:pk>/owner/", change.assign_owner, name="assign_owner"),
    path("<int:pk>/history/", pages.history, name="history"),
    path("<int:pk>/surveys/", knowledge.surveys, name="surveys"),
    path("<int:pk>/surveys/new/", knowledge.record_answer, name="record_answer"),
    path("<int:pk>/contracts/new/", knowledge.record_contract, name="record_contract"),
    path("<int:pk>/policy/", knowledge.set_policy, name="set_policy"),
    path("<int:pk>/gifts/", knowledge.set_gift_policy, name="set_gift_policy"),
    path("<int:pk>/relationships/new/", knowledge.record_relationship, name="record_relationship"),
    path("surveys/", knowledge.surveys_to_read, name="surveys_to_read"),
    path("surveys/<int:pk>/read/", knowledge.read_comment, name="read_comment"),
    path("surveys/<int:pk>/follow-up/", knowledge.follow_up, name="follow_up"),
    path("contracts/<int:pk>/", knowledge.update_contract, name="update_contract"),
    path("relationships/<int:pk>/remove/", knowledge.remove_relationship, name="remove_relationship"),
    path("issues/<int:pk>/revise/", change.revise_issue, name="revise_issue"),
    path("issues/<int:pk>/resolve/", change.resolve_issue, name="resolve_issue"),
    path("issues/<int:pk>/recovery/", change.record_recovery, name="record_recovery"),
    path("contacts/<int:pk>/reach/", change.mark_contact, name="mark_contact"),
    path("hardships/<int:pk>/end/", change.end_hardship, name="end_hardship"),
]
