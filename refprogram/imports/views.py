"""The page that reads a file in: choose it, say how it is to be read, see what became of every row."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from refprogram.dates import today
from refprogram.imports import kinds
from refprogram.imports.actions import run
from refprogram.imports.forms import ImportForm
from refprogram.pages import page

ROWS_SHOWN = 100


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("imports.run", raise_exception=True)
def imports(request: HttpRequest) -> HttpResponse:
    """Show the form, or read a file in and show its report; to send the same file twice changes nothing."""
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    context = {"form": form, "kinds": kinds.registered(), "report": None}
    if not form.is_bound:
        return page(request, "imports/page.html", context)
    if not form.is_valid():
        return page(request, "imports/page.html", context, status=422)
    report = run(form.prepared, by=request.user, on=today(), dry_run=form.cleaned_data["dry_run"])
    problems = report.problems[:ROWS_SHOWN]
    context |= {
        "form": ImportForm(initial=form.how()),
        "report": report,
        "numbers": [{"label": name.capitalize(), "count": f"{count:,}"} for name, count in report.numbers().items()],
        "remarks": report.told(),
        "problems": problems,
        "unshown": report.unshown + len(report.problems) - len(problems),
    }
    return page(request, "imports/page.html", context)
