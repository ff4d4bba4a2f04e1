"""Files sent to the pages stay in memory, are never written to disk, and end at 1 MiB."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

MOST_BYTES = 1024 * 1024


class MemoryOnly(FileUploadHandler):
    """Keep a file in memory; of one that is too large keep only that it is."""

    _kept: BytesIO

    def new_file(self, *args: object, **kwargs: object) -> None:
        """Begin a file."""
        super().new_file(*args, **kwargs)  # type: ignore[arg-type]
        self._kept = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep a piece, as long as the whole is small enough."""
        del start
        if self._kept.tell() <= MOST_BYTES:
            self._kept.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile[bytes]:
        """Give the file; its size tells whether it was too large."""
        self._kept.seek(0)
        return InMemoryUploadedFile(
            self._kept, self.field_name, self.file_name, self.content_type, file_size, self.charset
        )
