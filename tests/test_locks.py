"""That the lock files say what requirements*.txt say: `make lock` writes them anew."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FILES = ("requirements.txt", "requirements-dev.txt")
LOCKS = ("requirements.lock", "requirements-dev.lock")
PAIRS = list(zip(FILES, LOCKS, strict=True))


def name_of(text: str) -> str:
    """Return a package's name as an index spells it: lower case, with hyphens."""
    return re.sub(r"[-_.]+", "-", text.split("[", maxsplit=1)[0]).lower()


def asked(file: str) -> dict[str, str]:
    """Return the packages that a requirements file pins, with those of the file that it includes."""
    pins: dict[str, str] = {}
    for line in (ROOT / file).read_text(encoding="utf-8").splitlines():
        if line.startswith("-r "):
            pins |= asked(line.removeprefix("-r ").strip())
        elif line and not line.startswith("#"):
            name, version = line.split("==")
            pins[name_of(name)] = version.strip()
    return pins


def entries(lock: str) -> list[str]:
    """Return a lock's entries, each a package with its hashes and the comment that says who needs it."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    return [entry for entry in re.split(r"\n(?=[A-Za-z0-9])", text) if not entry.startswith("#")]


def locked(lock: str) -> dict[str, str]:
    pins = (re.match(r"([\w.-]+)(?:\[[\w,-]+\])?==([\w.+!-]+)", entry) for entry in entries(lock))
    return {name_of(pin[1]): pin[2] for pin in pins if pin}


@pytest.mark.parametrize(("file", "lock"), PAIRS)
def test_a_lock_holds_every_version_that_is_asked_for(file: str, lock: str) -> None:
    behind = {name: version for name, version in asked(file).items() if locked(lock).get(name) != version}
    assert not behind, f"{lock} is behind {file}: run `make lock`"


@pytest.mark.parametrize(("file", "lock"), PAIRS)
def test_a_lock_holds_nothing_that_is_asked_for_no_more(file: str, lock: str) -> None:
    direct = {name_of(entry.split("==", maxsplit=1)[0]) for entry in entries(lock) if "-r requirements" in entry}
    assert direct - set(asked(file)) == set(), f"{lock} is behind {file}: run `make lock`"


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_package_has_a_hash_and_no_index_is_named(lock: str) -> None:
    assert [entry for entry in entries(lock) if "--hash=sha256:" not in entry] == []
    assert "://" not in (ROOT / lock).read_text(encoding="utf-8")


def test_the_tools_are_tested_with_the_versions_that_run() -> None:
    runs, tests = (locked(lock) for lock in LOCKS)
    assert {name: version for name, version in runs.items() if tests.get(name) != version} == {}
