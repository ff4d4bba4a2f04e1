from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class DatabaseConfig(AppConfig):
    """The tables of Stepward."""

    name = "stepward.adapters.database"
    label = "stepward"
    verbose_name: "str | _StrPromise" = "Stepward"
    default_auto_field = "django.db.models.BigAutoField"
