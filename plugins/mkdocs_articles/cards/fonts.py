"""The fonts that can write a card: one that an author names, else what the machine has.

None comes with this package, for a Chinese one is larger than all of it; and a build downloads none.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

# A file's name, and which of the faces in it are for which language: Chinese is the default.
_PAN_CJK = {"": 2, "ja": 0, "ko": 1, "zh-hant": 3, "zh-tw": 3, "zh-hk": 4}
_PAN_CJK_MONO = {"": 7, "ja": 5, "ko": 6, "zh-hant": 8, "zh-tw": 8, "zh-hk": 9}
_ONE: Mapping[str, int] = {"": 0}

# In the order of how well they look on a card; those without Chinese come last.
TITLES: Mapping[str, Mapping[str, int]] = {
    "NotoSansCJK-Bold.ttc": _PAN_CJK,
    "SourceHanSans-Bold.ttc": {"": 0},
    "SourceHanSansSC-Bold.otf": _ONE,
    "SourceHanSansCN-Bold.otf": _ONE,
    "NotoSansSC-Bold.otf": _ONE,
    "NotoSansSC-Bold.ttf": _ONE,
    "NotoSansCJKsc-Bold.otf": _ONE,
    "PingFang.ttc": _ONE,
    "Hiragino Sans GB.ttc": {"": 2},  # W6
    "STHeiti Medium.ttc": {"": 1},  # SC
    "msyhbd.ttc": _ONE,  # Microsoft YaHei Bold
    "msyhbd.ttf": _ONE,
    "simhei.ttf": _ONE,
    "wqy-microhei.ttc": _ONE,
    "wqy-zenhei.ttc": _ONE,
    "DroidSansFallbackFull.ttf": _ONE,
    "NotoSansCJK-Regular.ttc": _PAN_CJK,
    "NotoSansCJK-VF.otf.ttc": _PAN_CJK,
    "NotoSansCJK-VF.ttc": _PAN_CJK,
    "NotoSans-Bold.ttf": _ONE,
    "Arial Bold.ttf": _ONE,
    "segoeuib.ttf": _ONE,
    "LiberationSans-Bold.ttf": _ONE,
    "DejaVuSans-Bold.ttf": _ONE,
}
KICKERS: Mapping[str, Mapping[str, int]] = {
    "JetBrainsMono-Medium.ttf": _ONE,
    "JetBrainsMono-Regular.ttf": _ONE,
    "SFMono-Medium.otf": _ONE,
    "Menlo.ttc": _ONE,
    "consola.ttf": _ONE,
    "DejaVuSansMono.ttf": _ONE,
    "LiberationMono-Regular.ttf": _ONE,
    "NotoSansCJK-Bold.ttc": _PAN_CJK_MONO,
}


@dataclass(frozen=True, slots=True)
class Face:
    """One of the fonts in a file."""

    path: str
    index: int = 0

    @property
    def identity(self) -> str:
        """Another file at the same place is another face."""
        path = Path(self.path)
        size = path.stat().st_size if path.is_file() else 0
        return f"{path.name} {self.index} {size}"


@dataclass(frozen=True, slots=True)
class Faces:
    """What cards are written with: `titles` in the order in which they are tried, and one for the
    small print, which may be none.
    """

    titles: tuple[Face, ...]
    kicker: Face | None = None

    @property
    def identity(self) -> str:
        """Cards written with faces of the same identity are the same."""
        faces = (*self.titles, *filter(None, [self.kicker]))
        return " ".join(face.identity for face in faces)


def find(language: str, named: Path | None = None, folders: tuple[Path, ...] = ()) -> Faces:
    """The faces for a site in `language`; `named` is the author's own, and comes first. Without
    `folders`, they are looked for where this system has its fonts.
    """
    files = _files(folders or tuple(_folders()))
    own = (Face(str(named)),) if named else ()
    kickers = _faces(KICKERS, files, language)
    return Faces(own + tuple(_faces(TITLES, files, language)), next(iter(kickers), None))


def _faces(
    known: Mapping[str, Mapping[str, int]], files: Mapping[str, str], language: str
) -> Iterator[Face]:
    tag = language.lower()
    for name, indexes in known.items():
        if name.lower() in files:
            index = indexes.get(tag, indexes.get(tag.partition("-")[0], indexes[""]))
            yield Face(files[name.lower()], index)


def _files(folders: tuple[Path, ...]) -> Mapping[str, str]:
    """The paths of all font files in these folders and below them, by their names in small letters."""
    found: dict[str, str] = {}
    for folder in folders:
        for where, below, names in os.walk(folder):
            below.sort()
            for name in names:
                found.setdefault(name.lower(), os.path.join(where, name))  # noqa: PTH118
    return found


def _folders() -> Iterator[Path]:
    """Where this system keeps fonts: the user's own, then those of all."""
    home = Path.home()
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA", str(home / "AppData/Local"))
        yield Path(local, "Microsoft/Windows/Fonts")
        yield Path(os.environ.get("WINDIR", "C:/Windows"), "Fonts")
    elif sys.platform == "darwin":
        yield home / "Library/Fonts"
        yield Path("/Library/Fonts")
        yield Path("/System/Library/Fonts")
        yield from Path("/System/Library/AssetsV2").glob("com_apple_MobileAsset_Font*")
    else:
        yield Path(os.environ.get("XDG_DATA_HOME", str(home / ".local/share")), "fonts")
        yield home / ".fonts"
        yield Path("/usr/local/share/fonts")
        yield Path("/usr/share/fonts")
