"""Work that another process does meanwhile: what it gives comes back, and none of it is lost."""

from __future__ import annotations

import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="forks are for Linux alone")

BEGIN = """
import os
from mkdocs_articles.cache.meanwhile import fork

here = os.getpid()

def work():
    WORK

wait = fork(work, lambda: None)
print(wait())
"""


def said(work: str) -> str:
    """What is printed of a result, by a process of its own: one of the tests has threads."""
    program = BEGIN.replace("WORK", work)
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_another_process_does_it() -> None:
    assert said("return os.getpid() != here") == "True"


@pytest.mark.parametrize("end", ["os._exit(1)", "os.kill(os.getpid(), 9)", "raise OSError('full')"])
def test_what_a_process_does_not_bring_to_its_end_is_done_again(end: str) -> None:
    assert said(f"if os.getpid() != here: {end}\n    return 'done here'") == "done here"
