from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class WebConfig(AppConfig):
    """Templates, tags and static files of the pages."""

    name = "stepward.shells.web"
    label = "web"
    verbose_name: "str | _StrPromise" = "Stepward pages"
