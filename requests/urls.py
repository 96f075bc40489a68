from django.urls import path

from requests.views import brief, capacity, deals, demand, detail, judged, lists, meetings, overrides, steps, wizard

app_name = "requests"
urlpatterns = [
    path("", lists.list_requests, name="list"),
    path("waiting-demand/", demand.waiting_demand, name="waiting_demand"),
    path("deals/", deals.list_deals, name="deals"),
    path("deals/influenced/", deals.influenced, name="influenced"),
    path("capacity/", capacity.show, name="capacity"),
    path("new/", wizard.new, name="new"),
    path("overrides/", overrides.list_overrides, name="overrides"),
    path("overrides/<int:pk>/end/", overrides.end_override, name="end_override"),
    path("of/<int:pk>/", lists.of_customer, name="of_customer"),
    path("of-judgement/<int:pk>/", judged.of_judgement, name="of_judgement"),
    path("<int:pk>/", detail.detail, name="detail"),
    path("<int:pk>/edit/", wizard.edit, name="edit"),
    path("<int:pk>/matters/", wizard.matters, name="matters"),
    path("<int:pk>/timing/", wizard.timing, name="timing"),
    path("<int:pk>/check/", wizard.check, name="check"),
    path("<int:pk>/submit/", steps.submit, name="submit"),
    path("<int:pk>/take-up/", steps.take_up, name="take_up"),
    path("<int:pk>/match/", steps.match, name="match"),
    path("<int:pk>/override/<int:reference>/", overrides.override, name="override"),
    path("<int:pk>/ask-customer/", steps.ask_customer, name="ask_customer"),
    path("<int:pk>/reveal/", detail.reveal, name="reveal"),
    path("<int:pk>/times/", meetings.offer_times, name="offer_times"),
    path("<int:pk>/pick-time/", meetings.pick_time, name="pick_time"),
    path("<int:pk>/unschedule/", meetings.unschedule, name="unschedule"),
    path("<int:pk>/invitation.ics", meetings.invitation, name="invitation"),
    path("<int:pk>/brief/", brief.brief, name="brief"),
    path("<int:pk>/resume/", steps.resume, name="resume"),
    path("<int:pk>/complete/", steps.complete, name="complete"),
    path("<int:pk>/outcome/", steps.record_outcome, name="record_outcome"),
    path("<int:pk>/close/", steps.close, name="close"),
    path("<int:pk>/cancel/", steps.cancel, name="cancel"),
]
