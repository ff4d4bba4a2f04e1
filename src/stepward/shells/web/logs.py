"""Lines of the application's own log: where something failed, never with what (H-97)."""

import logging
import traceback
from types import TracebackType

_Failure = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class Frames(logging.Formatter):
    """Write of a failure its kind and its places in the code; its message may hold what somebody entered."""

    def formatException(self, ei: _Failure) -> str:  # noqa: N802 - the name is of the class above
        """Write the places of a failure, and of those that led to it."""
        return "\n".join(_lines(ei[1]))


def _lines(failure: BaseException | None) -> list[str]:
    found: list[str] = []
    while failure is not None:
        found.append(f"{type(failure).__module__}.{type(failure).__qualname__}")
        frames = traceback.extract_tb(failure.__traceback__)
        found += [f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in frames]
        failure = failure.__cause__ or failure.__context__
    return found
