"""What every request and every answer passes."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from whitenoise.middleware import WhiteNoiseMiddleware  # type: ignore[import-untyped] # it has no types

from stepward.shells.web.access import allowed
from stepward.shells.web.errors import plain_page

Answer = Callable[[HttpRequest], HttpResponseBase]


def security_headers() -> dict[str, str]:
    """Give the content policy and its companions."""
    return {
        "Content-Security-Policy": settings.CONTENT_SECURITY_POLICY,
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    }


class SecurityHeaders:
    """Put the content policy and its companions on every answer, static files and failures too (H-95)."""

    def __init__(self, get_response: Answer) -> None:
        """Keep what answers the request."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, then add the headers; pages are never kept by a cache."""
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and not response.content:
            response.content = plain_page(405, request.path).encode()
        for name, value in security_headers().items():
            response[name] = value
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store"
        return response


class StaticFiles(WhiteNoiseMiddleware):  # type: ignore[misc] # the same
    """Serve the files of the package itself; they are small, so each is sent in one piece."""

    @staticmethod
    def serve(static_file: Any, request: HttpRequest) -> HttpResponse:  # noqa: ANN401 - WhiteNoise has no types
        """Answer with the file, or with 304 where the browser has it."""
        found = static_file.get_response(request.method, request.META)
        content = b""
        if found.file is not None:
            with found.file as file:
                content = file.read()
        response = HttpResponse(content, status=found.status)
        del response["Content-Type"]
        for key, value in found.headers:
            response[key] = value
        return response


class DefaultDeny:
    """Let nobody into a view that does not say who may use it."""

    def __init__(self, get_response: Answer) -> None:
        """Keep what answers the request."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer."""
        return self.get_response(request)

    @staticmethod
    def process_view(_request: HttpRequest, view: Answer, _args: tuple[Any, ...], _kwargs: dict[str, Any]) -> None:
        """Refuse a view without a declaration.

        Raises:
            PermissionDenied: always there.
        """
        if allowed(view) is None:
            raise PermissionDenied
