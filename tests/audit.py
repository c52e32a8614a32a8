"""Whether a locked package has a known vulnerability, asked of the Python Packaging Advisory Database.

    python -m tests.audit

A vulnerability ends with status 1. Where the database can't be reached, or does not know a package, a line says so and
nothing fails: no answer is no fault of the code.
"""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

LOCK = Path(__file__).parents[1] / "requirements-dev.lock"
ASK = ("-m", "pip_audit", "--requirement", str(LOCK), "--require-hashes", "--disable-pip", "--format", "json")
QUIET = ("--progress-spinner", "off", "--timeout", "10")


def verdict(answer: str, complaint: str) -> tuple[int, list[str]]:
    """Return the exit status and the lines to print.

    Args:
        answer: what pip-audit printed, nothing where it could not ask: `{"dependencies": [{"name", "version", "vulns"},
            {"name", "skip_reason"}]}`.
        complaint: what it printed to the error stream.
    """
    try:
        packages = json.loads(answer)["dependencies"]
    except (json.JSONDecodeError, KeyError, TypeError):
        reason = complaint.strip().splitlines()[-1:] or ["it gave no reason"]
        return 0, [f"Not audited: pip-audit could not ask ({reason[0][:200]}). Run `make check` again where it can."]
    known = [package for package in packages if "skip_reason" not in package]
    found = [line for package in known for line in _vulnerabilities(package)]
    told = (
        [f"{len(known)} of {len(packages)} locked packages audited: {len(found)} vulnerabilities known"]
        if known
        else []
    )
    if len(known) < len(packages):
        told.append(
            f"Not audited: the database did not answer for {len(packages) - len(known)} of {len(packages)} packages."
        )
    return (1 if found else 0), [*found, *told]


def _vulnerabilities(package: Mapping[str, object]) -> list[str]:
    vulnerabilities = package.get("vulns")
    if not isinstance(vulnerabilities, list):
        return []
    return [
        f"{package['name']} {package['version']}: {found['id']}, mended in {', '.join(found['fix_versions']) or 'none'}"
        for found in vulnerabilities
    ]


def main() -> int:
    """Audit the lock file and print what was found."""
    ran = subprocess.run([sys.executable, *ASK, *QUIET], capture_output=True, text=True, check=False)  # noqa: S603
    status, lines = verdict(ran.stdout, ran.stderr)
    print("\n".join(lines))
    return status


if __name__ == "__main__":
    sys.exit(main())
