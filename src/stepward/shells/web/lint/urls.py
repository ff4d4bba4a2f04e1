from django.urls import path

from stepward.shells.web.lint import views

urlpatterns = [path("", views.lint, name="lint")]
