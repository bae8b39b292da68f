"""The switch between colours does what Material's own does: whatever a reader does, both are asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Page

from browsing import opened, served
from sites import Site

TOGGLED = """
    - scheme: default
      toggle: {icon: material/weather-night, name: To dark}
    - scheme: slate
      primary: black
      toggle: {icon: material/weather-sunny, name: To light}
"""
BY_MEDIUM = """
    - media: "(prefers-color-scheme: light)"
      scheme: default
      toggle: {icon: material/weather-night, name: To dark}
    - media: "(prefers-color-scheme: dark)"
      scheme: slate
      accent: lime
      toggle: {icon: material/weather-sunny, name: To light}
"""
AUTOMATIC = f"""
    - media: "(prefers-color-scheme)"
      toggle: {{icon: material/brightness-auto, name: To light}}
{BY_MEDIUM.strip(chr(10)).replace("To light", "To the system's")}
"""
CONFIG = """\
site_url: ADDRESS
theme:
  name: material
  font: false
  features: [navigation.instant]
  palette: PALETTE
"""
FILES: dict[str, str | bytes] = {"docs/index.md": "# One\n", "docs/two.md": "# Two\n"}

# What can be seen, what has the focus, and what is remembered.
STATE = """() => {
  const { body, activeElement } = document;
  const bar = document.querySelector("meta[name=theme-color]").content;
  const canvas = document.createElement("canvas").getContext("2d");
  canvas.fillStyle = bar;
  return {
    colors: [...body.attributes].filter(({ name }) => /^data-md-color-(?!switching)/.test(name))
      .map(({ name, value }) => `${name}=${value}`).sort(),
    bar: canvas.fillStyle,
    header: getComputedStyle(document.querySelector(".md-header")).backgroundColor,
    page: getComputedStyle(body).backgroundColor,
    buttons: [...document.querySelectorAll("[data-md-component=palette] label")]
      .filter((label) => label.checkVisibility()).map((label) => label.title),
    checked: document.querySelector("[name=__palette]:checked")?.id,
    focus: activeElement.id,
    memory: Object.entries(localStorage),
    address: location.pathname + location.search,
  };
}"""

Scheme = Literal["light", "dark"]


def click(page: Page) -> None:
    page.locator("[data-md-component=palette] label:visible").click()


def press(key: str) -> Callable[[Page], None]:
    def press(page: Page) -> None:
        page.locator("[name=__palette]").first.focus()
        page.keyboard.press(key)

    return press


def prefer(scheme: Scheme) -> Callable[[Page], None]:
    return lambda page: page.emulate_media(color_scheme=scheme)


def follow(page: Page) -> None:
    """To the other page, which takes this one's place without being loaded."""
    page.evaluate("() => { window.same = true }")
    name = "One" if "/two/" in page.url else "Two"
    page.locator(".md-nav--primary a", has_text=name).first.click()
    page.wait_for_function(
        "name => document.querySelector('h1').innerText.startsWith(name)", arg=name
    )
    assert page.evaluate("window.same")


def reload(page: Page) -> None:
    page.reload(wait_until="load")


VISITS: dict[str, list[Callable[[Page], None]]] = {
    "hands": [click, click, click, press("Enter"), press("Enter"), press("ArrowRight")],
    "memory": [follow, click, reload, follow, prefer("dark"), click, prefer("light"), reload],
}


@pytest.fixture(scope="module", params=["toggled", "by medium", "automatic"])
def addresses(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[str]]:
    """The same site with Material's switch and with ours."""
    palette = {"toggled": TOGGLED, "by medium": BY_MEDIUM, "automatic": AUTOMATIC}[request.param]
    with ExitStack() as stack:
        found = []
        for plugins in ("plugins: []\n", "plugins: [articles]\n"):
            folder = tmp_path_factory.mktemp("palette")
            at = stack.enter_context(served(folder / "site"))
            config = CONFIG.replace("PALETTE", palette).replace("ADDRESS", at)
            done = Site.write(folder, FILES, config + plugins).build()
            assert done.returncode == 0, done.stderr
            found.append(at)
        yield found


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("visit", VISITS)
def test_it_does_what_materials_does(
    browser: Browser, addresses: list[str], visit: str, scheme: Scheme
) -> None:
    theirs, ours = (_states(browser, address, VISITS[visit], scheme) for address in addresses)
    for mine, other in zip(ours, theirs, strict=True):
        assert mine == other


def _states(
    browser: Browser, address: str, visit: list[Callable[[Page], None]], scheme: Scheme
) -> list[dict[str, Any]]:
    """What there is after each step."""
    with opened(
        browser, address, color_scheme=scheme, viewport={"width": 1440, "height": 900}
    ) as page:
        page.goto(address, wait_until="load")
        states = [_state(page)]
        for step in visit:
            step(page)
            states.append(_state(page))
    return states


def _state(page: Page) -> dict[str, Any]:
    page.wait_for_function("!document.body.hasAttribute('data-md-color-switching')")
    state: dict[str, Any] = page.evaluate(STATE)
    return state
