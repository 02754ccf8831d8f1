"""The documents: every link leads somewhere, every command they name exists, and they name no machine of ours."""

import re
import subprocess
from urllib.parse import unquote

import pytest

from hub_process import ROOT, maru

DOCUMENTS = sorted(
    path for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")] if not any(part.startswith(".") for part in path.relative_to(ROOT).parts)
)
NAMES = [str(path.relative_to(ROOT)) for path in DOCUMENTS]


def text_of(name):
    return (ROOT / name).read_text()


def anchors(text):
    """The anchors of a document's headings, as forges make them."""
    headings = re.findall(r"^#+ (.+)$", text, re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


def test_the_documents_that_a_reader_expects_are_there():
    assert {"README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/ARCHITECTURE.md", "docs/SECURITY.md", "docs/RELIABILITY.md"} <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_relative_link_leads_somewhere(name):
    text = re.sub(r"```.*?```", "", text_of(name), flags=re.S)
    broken = []
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = unquote(target).partition("#")
        found = (ROOT / name).parent / path if path else ROOT / name
        if not found.exists() or (anchor and anchor not in anchors(found.read_text())):
            broken.append(target)
    assert broken == []


@pytest.mark.parametrize("name", NAMES)
def test_every_make_target_named_exists(name):
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.M))
    named = set(re.findall(r"(?:`|^)make ([a-z][a-z-]*)", text_of(name), re.M))
    assert named - targets == set()


def help_of(command, rest):
    """The help of a command, or of the subcommand that `rest` begins with or that runs without being named."""
    shown = maru(command, "--help")
    below = dict(re.findall(r"^  ([a-z]+)( \(default\))?  ", shown.stdout.partition("SUBCOMMANDS:")[2], re.M))
    if not below:
        return shown
    first = (rest.split() or [""])[0]
    return maru(command, first if first in below else next(one for one, is_default in below.items() if is_default), "--help")


@pytest.mark.parametrize("name", NAMES)
def test_every_maru_command_named_exists_with_its_flags(name):
    unknown = []
    for command, rest in re.findall(r"(?:`|^)maru ([a-z]+)([^`\n]*)", text_of(name), re.M):
        shown = help_of(command, rest)
        if shown.returncode != 0 or "OVERVIEW" not in shown.stdout:
            unknown.append(command)
            continue
        for flag in re.findall(r"--[a-z][a-z-]*", rest):
            if flag not in shown.stdout and flag != "--help":
                unknown.append(f"{command} {flag}")
    assert unknown == []


@pytest.mark.parametrize("name", NAMES)
def test_every_test_file_named_exists(name):
    for test in re.findall(r"`(test_[a-z_]+\.py)`", text_of(name)):
        assert (ROOT / "Tests/EndToEnd" / test).exists(), test
    for target in re.findall(r"`(Maru[A-Za-z]+Tests)`", text_of(name)):
        assert (ROOT / "Tests" / target).is_dir(), target


@pytest.mark.parametrize("name", [name for name in NAMES if "decisions" not in name])
def test_every_setting_named_exists(name):
    help_text = maru("serve", "--help").stdout
    for flag in re.findall(r"`--([a-z-]+)(?: [A-Z]+)?`", text_of(name)):
        assert f"--{flag}" in help_text or flag in ("help", "config"), flag
    for variable in re.findall(r"\bMARU_[A-Z_]+", text_of(name)):
        setting = "--" + variable.removeprefix("MARU_").lower().replace("_", "-")
        assert setting in help_text or variable in read_by_tests(), variable


def read_by_tests():
    """The variables that scripts and end-to-end tests look at."""
    sources = [*(ROOT / "scripts").glob("*.sh"), *(ROOT / "Tests/EndToEnd").glob("*.py")]
    return {name for path in sources for name in re.findall(r"\bMARU_[A-Z_]+", path.read_text())}


def test_make_alone_lists_every_target_with_a_word():
    shown = subprocess.run(["make", "-C", ROOT], capture_output=True, text=True, timeout=30)
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.M))
    assert shown.returncode == 0
    assert targets == {line.split()[0] for line in shown.stdout.splitlines() if re.match(r"[a-z-]+ ", line)}


def test_no_document_names_a_path_of_somebodys_machine():
    for path in DOCUMENTS:
        assert not re.search(r"(?<![\w.])/(work|home|root|Users)/", path.read_text()), path


def test_continuous_integration_calls_make_test_and_nothing_more():
    lines = [line for line in (ROOT / ".ci/run").read_text().splitlines() if line and not line.startswith(("#", "set ", "cd "))]
    assert lines == ["exec make test"]


def test_lint_has_no_findings():
    ended = subprocess.run([ROOT / "scripts/lint.sh"], capture_output=True, text=True, timeout=170)
    assert ended.returncode == 0, ended.stdout + ended.stderr
