"""The README's two pictures: the home page on a desk, in light and dark."""

from __future__ import annotations

import io

from PIL import Image

import environment
from auditing.measures import Site
from auditing.places import SCHEMES, SCREENS
from browsing import opened

FOLDER = environment.ROOT / "docs" / "assets"


def of_readme(site: Site) -> None:
    """Write them, with 256 colours: a quarter of the bytes, and nothing to be seen of it."""
    for scheme in SCHEMES:
        with opened(site.browser, site.address, color_scheme=scheme, **SCREENS["desk"]) as page:
            page.goto(site.address, wait_until="networkidle")
            with Image.open(io.BytesIO(page.screenshot(animations="disabled"))) as image:
                few = image.convert("RGB").quantize(
                    method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE
                )
        few.save(FOLDER / f"home-{scheme}.png", optimize=True)
