"""That the version is the one place's."""

from pathlib import Path

from catalog import __version__

CHANGELOG = Path(__file__).resolve().parents[1] / "CHANGELOG.md"


def test_the_changelog_is_headed_by_the_version_or_by_what_is_not_released() -> None:
    heads = [
        line.removeprefix("## ") for line in CHANGELOG.read_text(encoding="utf-8").splitlines() if line[:3] == "## "
    ]
    assert __version__ in heads[:2]
    assert heads[0] in {__version__, "Unreleased"}
