"""Every address of the application: opaque ids only, never a name, a dose or a weight (H-97)."""

from django.urls import path
from django.views.generic import RedirectView

from stepward.shells.web import approving, errors, protocols, signing_in, theme
from stepward.shells.web.access import open_to

home = open_to("anyone")(RedirectView.as_view(pattern_name="plan"))

urlpatterns = [
    path("", home, name="home"),
    path("theme/", theme.choose, name="theme"),
    path("sign-in/", signing_in.sign_in, name="sign-in"),
    path("sign-out/", signing_in.sign_out, name="sign-out"),
    path("protocols/", protocols.library, name="protocols"),
    path("protocols/<str:protocol_id>/", protocols.one, name="protocols-one"),
    path("protocols/<str:protocol_id>/sign/<str:deed>/<str:role>/", approving.sign, name="protocols-sign"),
]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.failure
