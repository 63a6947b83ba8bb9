"""Zstandard with a bound: what inflates without end is refused after one chunk too many.

The only importer of `zstandard`. The size a frame states is never believed: one-shot
decompression would allocate it (33 KB can state 1 GiB), so everything is read in small steps.
"""

import io
from typing import Final

import zstandard

from events import limits
from events.errors import MalformedRequest

LEVEL: Final = 3  # on synthetic batches level 19 saves a further 10% and costs 20 times the CPU
# What one step may inflate to is its length times zstd's best ratio, about 32,000: here 8 MiB.
_STEP_BYTES: Final = 256
_WINDOW_BYTES_MAX: Final = 8 * limits.MIB


def compress(data: bytes, level: int = LEVEL) -> bytes:
    """One zstd frame."""
    return zstandard.ZstdCompressor(level=level).compress(data)


def inflate(data: bytes, bytes_max: int = limits.BODY_BYTES_MAX) -> bytes:
    """The content of exactly one zstd frame.

    Errors: MalformedRequest `not_zstd` (no frame, cut short, bytes after it) or `too_large`.
    """
    source = io.BytesIO(data)
    pieces: list[bytes] = []
    total = 0
    decompressor = zstandard.ZstdDecompressor(max_window_size=_WINDOW_BYTES_MAX).decompressobj()
    try:
        while chunk := source.read(_STEP_BYTES):
            piece = decompressor.decompress(chunk)
            total += len(piece)
            if total > bytes_max:
                raise MalformedRequest("too_large", f"the body inflates to over {bytes_max} bytes")
            pieces.append(piece)
            if decompressor.eof:
                break
    except zstandard.ZstdError as error:
        raise MalformedRequest("not_zstd", "the body is no zstd frame") from error
    if not decompressor.eof or decompressor.unused_data or source.read(1):
        raise MalformedRequest("not_zstd", "the body is not exactly one whole zstd frame")
    return b"".join(pieces)
