"""Which pages say the same in several languages."""

from __future__ import annotations

import re
from collections.abc import Mapping

# A language tag of BCP 47 as sites use them: en, zh-Hans, pt-BR.
TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def translations(languages: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """For each page that has translations: the source path of the page in each language, its own too.

    `languages` has the language of each page by its source path. Pages are translations of each other
    if their paths are the same but for one folder, which is named as the language of its page:
    `guide/a.md` and `guide/en/a.md`, or `zh/a.md` and `en/a.md`. What has no such folder is the
    original. Of two pages in one language that would be one, the first by its path counts.
    """
    if len(set(languages.values())) < 2:
        return {}
    groups: dict[str, dict[str, str]] = {}
    for source, language in sorted(languages.items()):
        groups.setdefault(_without(source, language), {}).setdefault(language, source)
    return {
        source: group for group in groups.values() if len(group) > 1 for source in group.values()
    }


def _without(source: str, language: str) -> str:
    """The path without the first folder that is named as the language."""
    *folders, name = source.split("/")
    for place, folder in enumerate(folders):
        if folder.casefold() == language.casefold():
            return "/".join([*folders[:place], *folders[place + 1 :], name])
    return source
