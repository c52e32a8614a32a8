"""What a refresh, a first look, the home page and our own tests cost: `make bench`.

Writes build/bench.json, build/bench-pages.json and docs/performance.md.

A refresh is measured against SHORTLIST_MIRROR if it is set, else against the stand-in with the tests' short recordings;
the page says which. No test asserts a time.
"""

import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import sync_playwright

from etl.bundle import BUNDLE
from reports.files import FORMATS
from tests import ability_bench, bench_pages, report_bench, variants_bench
from tests.conftest import CHROMIUM_FLAGS, chromium_path
from tests.serving import ROOT, serving
from tests.settle import settle
from tests.upstream import running

DOCS = ROOT / "docs" / "performance.md"
TEST_COMMANDS = {"test_fast_s": "test-fast", "test_s": "test"}  # what make is asked for, from a ready environment
GOALS = {
    "first_refresh_s": "under 120 s",
    "first_refresh_peak_mb": "under 1,500 MB",
    "unchanged_refresh_s": "under 15 s",
    "bundle_to_painted_chart_s": "under 10 s",
    "bundle_mb": "at most 12 MB",
    "ability_fit_s": "under 60 s, intervals included",
    "answer_ms": "under 150 ms, the sensitivity included",
    "slowest_answer_ms": "under 150 ms",
    **{f"report_{ending}_s": "under 10 s" for ending in FORMATS},
    "test_fast_s": "under 90 s",
    "test_s": "under 480 s",
    "ability_rounds_16x_s": "at most 16 times ability_rounds_1x_s",
    **{f"variants_76000_{name}_ms": "under 100 ms" for name in variants_bench.QUESTIONS},
    **{f"variants_2500000_{name}_ms": "under 300 ms" for name in variants_bench.QUESTIONS},
    **{f"variants_{size}_tree_ms": "under 1,000 ms for 5,000 repositories" for size in variants_bench.SIZES},
}
KEY = (
    "A name ends in its unit. `ability_rounds_4x_s`: a few rounds of the ability fit over four times the bundled",
    "scores, which shows how its cost grows. `variants_76000_…`: a recommendation over a generated Hub of 76,000",
    "repositories, by what is asked. What each page figure means, and why some goals are missed:",
    "[page speed](decisions/page-speed.md).",
)


def timed(arguments: list[str], data: Path, mirror: str) -> tuple[float, float]:
    """Run a command of the ETL in a process of its own; return its seconds and its peak memory in MB."""
    code = (
        "import resource, sys\n"
        "from etl.__main__ import main\n"
        "main(sys.argv[1:])\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, file=sys.stderr)\n"
    )
    environment = os.environ | {"SHORTLIST_DATA": str(data), "SHORTLIST_MIRROR": mirror}
    began = time.perf_counter()
    done = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-c", code, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    return time.perf_counter() - began, float(done.stderr.split()[-1])


def painted_chart_s(data: Path) -> float:
    """Return the seconds from an empty data folder over the bundle's snapshot and a server to a painted chart."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_FLAGS)
        page = browser.new_page()
        began = time.perf_counter()
        timed(["bundle", "--restore"], data, "")
        with serving(data) as address:
            page.goto(address)
            settle(page)
            seconds = time.perf_counter() - began
        browser.close()
    return seconds


def tests_s() -> dict[str, float]:
    """Return the seconds of each of the two test commands; a failed one has none, and its output is printed."""
    figures = {}
    for name, command in TEST_COMMANDS.items():
        began = time.perf_counter()
        done = subprocess.run(["make", command], cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603, S607 - our own
        if done.returncode:
            print(f"make {command} failed, so it has no time:\n{done.stdout[-4000:]}", file=sys.stderr)
        else:
            figures[name] = time.perf_counter() - began
    return figures


def measure(scratch: Path) -> dict[str, float]:
    """Return every figure by its name; the name ends in its unit."""
    given = os.environ.get("SHORTLIST_MIRROR")
    with nullcontext() if given else running() as upstream:
        mirror = given or str(upstream.url if upstream else "")
        first_s, first_mb = timed(["refresh"], scratch / "refresh", mirror)
        again_s, again_mb = timed(["refresh"], scratch / "refresh", mirror)
    return {
        "first_refresh_s": first_s,
        "first_refresh_peak_mb": first_mb,
        "unchanged_refresh_s": again_s,
        "unchanged_refresh_peak_mb": again_mb,
        "bundle_to_painted_chart_s": painted_chart_s(scratch / "run"),
        "bundle_mb": sum(path.stat().st_size for path in BUNDLE.glob("*.parquet")) / 1024**2,
        **ability_bench.measure(),
        **report_bench.measure(),
        **variants_bench.figures(),
        **tests_s(),
    }


def main() -> int:
    """Measure, print, and write the files."""
    with tempfile.TemporaryDirectory() as scratch:
        figures = {name: round(value, 1) for name, value in measure(Path(scratch)).items()}
    what = "a mirror of the real answers" if os.environ.get("SHORTLIST_MIRROR") else "the tests' short recordings"
    (ROOT / "build").mkdir(exist_ok=True)
    (ROOT / "build" / "bench.json").write_text(json.dumps(figures | {"upstream": what}, indent=1), encoding="utf-8")
    rows = [f"| {name} | {value:,} | {GOALS.get(name, '')} |" for name, value in figures.items()]
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()}"
    lines = [
        "# Performance",
        "",
        "<!-- Generated by `make bench`. -->",
        f"Measured on {datetime.now(tz=UTC):%d %B %Y} on a machine with {machine}; one run. Refreshes asked {what}.",
        "",
        *KEY,
        "",
        "| figure | value | goal |",
        "|---|---|---|",
        *rows,
        "",
        "## Pages",
        "",
        *bench_pages.table(bench_pages.run()),
        "",
    ]
    DOCS.write_text("\n".join(lines), encoding="utf-8")
    print("\n".join(lines))
    return 0


if __name__ == "__main__":
    sys.exit(main())
