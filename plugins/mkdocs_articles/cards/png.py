"""PNG files of sixteen colours (https://www.w3.org/TR/png-3/): half a byte a pixel.

Pillow writes them, too, in twice as long: of pictures that are most of them one colour, zlib
finds what repeats soonest if it looks at what is right before (`Z_RLE`).
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence

_INDEXED = 3  # the colour type: each pixel is a number of the palette
_BITS = 4
_NO_FILTER = b"\0"


def encoded(rows: bytes, width: int, height: int, palette: Sequence[int]) -> bytes:
    """The file. `rows` have two pixels a byte, the first in its upper half; `width` is even; `palette`
    has red, green and blue (0 to 255) of each colour.
    """
    length = width // 2
    lines = (rows[start : start + length] for start in range(0, length * height, length))
    deflate = zlib.compressobj(1, zlib.DEFLATED, zlib.MAX_WBITS, 9, zlib.Z_RLE)
    data = deflate.compress(b"".join(_NO_FILTER + line for line in lines)) + deflate.flush()
    header = struct.pack(">IIBBBBB", width, height, _BITS, _INDEXED, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"PLTE", bytes(palette)), (b"IDAT", data), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*chunk) for chunk in chunks)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
