"""Lint: no login, no patient, nothing stored; the text is read in memory, answered and forgotten."""

from importlib.resources import files

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from stepward.shells.web.access import open_to
from stepward.shells.web.lint.checking import Given, checked, report
from stepward.shells.web.uploads import MOST_BYTES

EXAMPLE = "invented-hospital-sheet.csv"
LONGEST_NAME = 60
NOTHING = "Paste a table or choose a file."
TOO_LARGE = "This is larger than 1 MiB, which no table is."


class LintForm(forms.Form):
    """A table as text or as a file."""

    text = forms.CharField(required=False, strip=False)
    file = forms.FileField(required=False, allow_empty_file=True, max_length=None)
    decimal_comma = forms.BooleanField(required=False)
    example = forms.BooleanField(required=False)


@open_to("anyone")
@require_http_methods(["GET", "HEAD", "POST"])
def lint(request: HttpRequest) -> HttpResponse:
    """Check a table, or say how one is given."""
    if request.method != "POST":
        return render(request, "lint/page.html", {})
    form = LintForm(request.POST, request.FILES)
    given = _given(form)
    if given is None:
        return render(request, "lint/page.html", {"sentence": NOTHING})
    page = {"checked": checked(given, report(given)), "decimal_comma": given.decimal_comma}
    return render(request, "lint/page.html", page)


def _given(form: LintForm) -> Given | None:
    if not form.is_valid():
        return None
    data = form.cleaned_data
    if data["example"]:
        content = files("stepward.data").joinpath("examples", EXAMPLE).read_bytes()
        return Given(name=EXAMPLE, content=content, is_file=False)
    upload, text = data["file"], data["text"]
    if upload is not None:
        return Given(
            name=_name(upload.name),
            content=upload.read(MOST_BYTES),
            is_file=True,
            is_too_large=upload.size > MOST_BYTES,
            decimal_comma=data["decimal_comma"],
        )
    if not text.strip():
        return None
    content = text.encode("utf-8", errors="replace")
    return Given(
        name="pasted text",
        content=content[:MOST_BYTES],
        is_file=False,
        is_too_large=len(content) > MOST_BYTES,
        decimal_comma=data["decimal_comma"],
    )


def _name(name: str) -> str:
    return "".join(letter for letter in name if letter.isprintable())[-LONGEST_NAME:] or "file"
