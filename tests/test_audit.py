"""What the audit of the locked packages says; no test asks a service."""

import json

from tests.audit import verdict

SOUND: dict[str, object] = {"name": "numpy", "version": "2.4.6", "vulns": []}
UNKNOWN: dict[str, object] = {"name": "typst", "skip_reason": "Dependency not found"}
BROKEN: dict[str, object] = {
    "name": "requests",
    "version": "1.0",
    "vulns": [{"id": "PYSEC-2018-28", "fix_versions": ["2.20.0"]}],
}


def answer(*packages: dict[str, object]) -> str:
    return json.dumps({"dependencies": packages, "fixes": []})


def test_packages_without_a_vulnerability_pass() -> None:
    assert verdict(answer(SOUND), "") == (0, ["1 of 1 locked packages audited: 0 vulnerabilities known"])


def test_a_vulnerability_fails_and_says_which_version_mends_it() -> None:
    status, lines = verdict(answer(SOUND, BROKEN), "Found 1 known vulnerability in 1 package")
    assert status == 1
    assert lines == [
        "requests 1.0: PYSEC-2018-28, mended in 2.20.0",
        "2 of 2 locked packages audited: 1 vulnerabilities known",
    ]


def test_a_package_that_the_database_does_not_know_is_told_and_fails_nothing() -> None:
    status, lines = verdict(answer(SOUND, UNKNOWN), "")
    assert status == 0
    assert lines[-1] == "Not audited: the database did not answer for 1 of 2 packages."


def test_a_database_that_answers_for_nothing_is_not_told_as_an_audit() -> None:
    assert verdict(answer(UNKNOWN), "") == (0, ["Not audited: the database did not answer for 1 of 1 packages."])


def test_a_database_that_can_not_be_reached_is_told_and_fails_nothing() -> None:
    status, lines = verdict("", "Traceback\nConnectionError: no route to host\n")
    assert status == 0
    assert lines == [
        "Not audited: pip-audit could not ask (ConnectionError: no route to host). Run `make check` again where it can."
    ]
