from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class WebConfig(AppConfig):
    """Templates, tags and static files of the pages."""

    name = "stepward.shells.web"
    label = "web"
    verbose_name: "str | _StrPromise" = "Stepward pages"

    def ready(self) -> None:
        """Hear of each sign-in from the first one on."""
        from stepward.shells.web.people import lock  # noqa: F401, PLC0415 - accounts exist only now
