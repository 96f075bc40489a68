"""Which view answers which address under /customers/?"""

from django.urls import path

from customers.views import change, pages

app_name = "customers"
urlpatterns = [
    path("", pages.list_customers, name="list"),
    path("<int:pk>/", pages.detail, name="detail"),
    path("<int:pk>/issues/", pages.list_issues, name="issues"),
    path("<int:pk>/issues/new/", change.open_issue, name="open_issue"),
    path("<int:pk>/hardships/new/", change.begin_hardship, name="begin_hardship"),
    path("<int:pk>/owner/", change.assign_owner, name="assign_owner"),
    path("<int:pk>/history/", pages.history, name="history"),
    path("issues/<int:pk>/resolve/", change.resolve_issue, name="resolve_issue"),
    path("hardships/<int:pk>/end/", change.end_hardship, name="end_hardship"),
]
