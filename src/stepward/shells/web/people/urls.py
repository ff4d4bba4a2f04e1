from django.urls import path

from stepward.shells.web.people import account_views, code_views, passwords, signing_in, unlocking

urlpatterns = [
    path("sign-in/", signing_in.sign_in, name="sign-in"),
    path("sign-out/", signing_in.sign_out, name="sign-out"),
    path("unlock/", unlocking.show, name="unlock"),
    path("people/", account_views.people, name="people"),
    path("people/new/", account_views.new, name="person-new"),
    path("people/code/", code_views.change, name="code"),
    path("people/password/", passwords.change, name="password"),
    path("people/<int:account>/", account_views.one, name="person"),
]
