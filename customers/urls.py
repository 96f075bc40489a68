"""Which view answers which address under /customers/?"""

from django.urls import path

from customers import views

app_name = "customers"
urlpatterns = [
    path("", views.list_customers, name="list"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/issues/", views.list_issues, name="issues"),
    path("<int:pk>/issues/new/", views.open_issue, name="open_issue"),
    path("<int:pk>/hardships/new/", views.begin_hardship, name="begin_hardship"),
    path("<int:pk>/owner/", views.assign_owner, name="assign_owner"),
    path("<int:pk>/history/", views.history, name="history"),
    path("issues/<int:pk>/resolve/", views.resolve_issue, name="resolve_issue"),
    path("hardships/<int:pk>/end/", views.end_hardship, name="end_hardship"),
]
