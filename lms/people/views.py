"""What people set for themselves."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from lms.kernel.errors import require
from lms.kernel.http import answering_refusals
from lms.kernel.languages import in_language
from lms.people import actions
from lms.people.middleware import PersonRequest


@require_http_methods(["GET", "HEAD", "POST"])
@answering_refusals
def language(request: PersonRequest) -> HttpResponse:
    """The language of who is signed in: kept, and on to the same page in it."""
    given = request.POST.get("next") or request.GET.get("next", "")
    ours = url_has_allowed_host_and_scheme(given, allowed_hosts=None)
    back = given if ours else reverse("language")
    if request.method != "POST":
        return render(request, "account/language.html", {"back": back})
    wanted = request.POST.get("language", "")
    require(bool(request.person))  # an account without a person behind it: the operator's
    actions.choose_language(wanted, by=request.person)
    redirect = HttpResponseRedirect(in_language(back, wanted))
    redirect.status_code = 303
    return redirect
