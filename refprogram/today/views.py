"""What does somebody see who comes in the morning? Their queue, or the numbers they answer for."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from references.models.thanks import AT_ONE_PRESS
from refprogram.accounts.roles import Role
from refprogram.dates import today
from refprogram.pages import page
from refprogram.today import desks, numbers, wishes


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show today by role."""
    on = today()
    user: Any = request.user
    if user.role == Role.EXECUTIVE:
        return page(request, "today/numbers.html", {"on": on, "numbers": numbers.outcome(user, on=on)})
    if user.role == Role.ADMIN:
        context = {"on": on, "household": numbers.household(user, on=on), "rights": wishes.pressing(user, on=on)}
        return page(request, "today/household.html", context)
    queue = desks.DESKS[user.role](user, on=on, show=request.GET.get("show", ""))
    context = {"on": on, "queue": queue, "kinds": AT_ONE_PRESS}
    return page(request, "today/home.html", context, fragment="today/_queue.html")
