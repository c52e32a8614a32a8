"""What the Trade-offs page costs beside a minimal one: `make bench-pages`. Writes build/bench-pages.json.

The floor (tests/bench_floor/app.py) shows the same points and rows of the same snapshot with Streamlit's own settings.
Both are visited in turns in one run, in one Chromium, so that a busy or slow machine meets both; a ratio of two medians
holds where seconds do not. No test asserts a time.
"""

import json
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import psutil
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from catalog.store import current_path, data_dir, open_current
from tests.bench_floor import rows
from tests.conftest import CHROMIUM_FLAGS, chromium_path
from tests.serving import ROOT, running_app
from tests.settle import settle

RESULT = ROOT / "build" / "bench-pages.json"
PROBE = Path(__file__).with_name("bench_probe.js").read_text(encoding="utf-8")
APPS = Path(__file__).with_name("bench_floor")
VIEWPORT: ViewportSize = {"width": 1400, "height": 900}
RUNS = 9
FEW_RUNS = 3  # of what hardly varies: bytes
SESSIONS, FIRST_SESSIONS = 151, 20
FEW_ROWS, MANY_ROWS = 500, 50_000
FEW_NAMES = 30  # more rows than a table shows at first
PATIENCE_MS = 60_000
LATE_MS = 2_000  # bytes that come this long after the paint still count
QUIET_PERCENT = 15.0
QUIET_WAIT_S = 10.0

STREAMLIT = Subprotocol("streamlit")
CHART_AND_TABLE = ("chart", "table")

Sample = dict[str, float]  # figure -> value; the figure's name ends in its unit
Measured = TypeVar("Measured")


class Site(NamedTuple):
    """A page that is measured, and its gate."""

    script: Path
    path: str
    gate: tuple[str, ...]  # Playwright's selectors, clicked in turn; the clock starts with the last click


# Change "ours" with the page, and `rows.points` with what it shows: its table has a row for each point.
WEIGHTS = ('[role=radiogroup][aria-label="Weights"] >> text="Open"',)
PAGES = {"ours": Site(ROOT / "serve.py", "/tradeoffs", WEIGHTS), "floor": Site(APPS / "app.py", "/", WEIGHTS)}
# Change this with the page that shows the variants, and `rows.variants` with its order.
LICENCE = (f'[role=radiogroup][aria-label="Licence"] >> text="{rows.LICENCE}"',)
VARIANTS = Site(APPS / "variants.py", "/?rows=", LICENCE)


class Goal(NamedTuple):
    """What is judged: a figure of one side over that of another, and the most that the ratio may be."""

    figure: str
    over: str
    under: str
    most: float


RATIOS = {
    "open_cold_ratio": Goal("open_cold_ms", "ours", "floor", 1.15),
    "open_warm_ratio": Goal("open_warm_ms", "ours", "floor", 1.15),
    "gate_ratio": Goal("gate_ms", "ours", "floor", 1.3),
    "bytes_ratio": Goal("kilobytes", "ours", "floor", 1.1),
    "session_memory_ratio": Goal("session_mb", "ours", "floor", 1.5),
    "table_filter_ratio": Goal("filter_ms", "many_rows", "few_rows", 1.5),
}
MOST_LAYOUT_SHIFT = 0.1


def in_turns(sides: Mapping[str, Measured], runs: int, measured: Callable[[Measured], Sample]) -> dict[str, Sample]:
    """Measure every side in turns, each as often first as last; return the medians of its figures."""
    found: dict[str, dict[str, list[float]]] = {name: defaultdict(list) for name in sides}
    for run in range(runs):
        for name in list(sides)[:: -1 if run % 2 else 1]:
            for figure, value in measured(sides[name]).items():
                found[name][figure].append(value)
    return {name: {figure: statistics.median(values) for figure, values in of.items()} for name, of in found.items()}


def ratios(sides: Mapping[str, Sample]) -> Sample:
    """Return every ratio that has a goal, to three decimals."""
    return {
        name: round(sides[goal.over][goal.figure] / sides[goal.under][goal.figure], 3) for name, goal in RATIOS.items()
    }


def per_session(resident_mb: Sequence[float], first: int) -> float:
    """Return how much each session takes, in MB, from a server's memory after each new one.

    A server's memory moves up and down by more than a session takes, so this is the slope of a line (least squares),
    without the first sessions, with which the server warms up.
    """
    later = resident_mb[first:]
    return statistics.linear_regression(range(len(later)), later).slope


def opened(page: Page, address: str, parts: Sequence[str], names: Sequence[str]) -> Sample:
    """Open an address in a new tab; return the milliseconds from the start until each part was painted.

    Args:
        page: the tab.
        address: what to open.
        parts: what is waited for: chart, table.
        names: the table is painted when one of these is.
    """
    page.add_init_script(f"{PROBE}\nbench.expect(0, {json.dumps(parts)}, {json.dumps(names)});")
    page.goto(address, wait_until="commit")
    return _painted(page)


def changed(page: Page, gate: Sequence[str], parts: Sequence[str], names: Sequence[str]) -> Sample:
    """Change a gate; return the milliseconds from the last click until each part was painted anew."""
    settle(page)
    for selector in gate[:-1]:
        page.locator(selector).click()
    wait_for_quiet()
    page.evaluate("([parts, names]) => bench.expect(null, parts, names)", [parts, names])
    page.locator(gate[-1]).click()
    return _painted(page)


def _painted(page: Page) -> Sample:
    try:
        page.wait_for_function("() => bench.missing().length === 0", timeout=PATIENCE_MS, polling=100)
    except PlaywrightTimeoutError as error:
        missing = " and no ".join(page.evaluate("() => bench.missing()"))
        message = f"{page.url} painted no {missing} in {PATIENCE_MS / 1000:.0f} s. See PAGES and VARIANTS."
        raise RuntimeError(message) from error
    times: Sample = page.evaluate("() => bench.times()")
    return times


def wait_for_quiet() -> float:
    """Wait until little runs on this machine, but not for ever; return how busy it is, in percent of its cores."""
    deadline = time.monotonic() + QUIET_WAIT_S
    while (busy := psutil.cpu_percent(interval=0.5)) > QUIET_PERCENT and time.monotonic() < deadline:
        pass
    return busy


def both_pages(browser: Browser, names: Sequence[str]) -> dict[str, Sample]:
    """Return what it takes to open a page and to change its gate, ours and the floor's."""
    with ExitStack() as servers:
        sites = {name: _served(servers, site) for name, site in PAGES.items()}
        for address, _ in sites.values():
            check_rows(browser, address, names)
        times = in_turns(sites, RUNS, lambda site: visit(browser, *site, names))
        sizes = in_turns(sites, FEW_RUNS, lambda site: transfer(browser, site[0], names))
    return {name: times[name] | sizes[name] for name in sites}


def _served(servers: ExitStack, site: Site) -> tuple[str, tuple[str, ...]]:
    """Start a site's server; return the page's address and its gate."""
    address, _ = servers.enter_context(running_app(site.script, data_dir()))
    return address + site.path, site.gate


def check_rows(browser: Browser, address: str, names: Sequence[str]) -> None:
    """Visit a page for the first time, unmeasured, and stop if it has no table of as many rows as there are names.

    Raises:
        ValueError: that is so. A ratio of pages that show different things says nothing.
    """
    with browser.new_context(viewport=VIEWPORT) as context:
        page = context.new_page()
        opened(page, address, CHART_AND_TABLE, names)
        settle(page)
        tables = page.locator("[data-testid=stDataFrame] table")
        found: list[int] = tables.evaluate_all("tables => tables.map(table => table.ariaRowCount - 1)")
    if len(names) not in found:
        message = f"{address} shows tables of {found} rows, the floor {len(names)}. Let `rows.points` select the same."
        raise ValueError(message)


def visit(browser: Browser, address: str, gate: Sequence[str], names: Sequence[str]) -> Sample:
    """Open a page in a browser that never saw it, then once more in the same browser, and change the gate there."""
    with browser.new_context(viewport=VIEWPORT) as context:
        busy = wait_for_quiet()
        page = context.new_page()
        cold = opened(page, address, CHART_AND_TABLE, names)
        settle(page)
        felt: Sample = page.evaluate("() => bench.felt()")
        page.close()
        wait_for_quiet()
        page = context.new_page()
        warm = opened(page, address, CHART_AND_TABLE, names)
        gated = changed(page, gate, ["chart"], [])
    return {
        "open_cold_ms": max(cold.values()),
        "open_warm_ms": max(warm.values()),
        "gate_ms": gated["chart"],
        "busy_percent": busy,
        **{f"{part}_cold_ms": ms for part, ms in cold.items()},
        **{f"{part}_warm_ms": ms for part, ms in warm.items()},
        **felt,
    }


def transfer(browser: Browser, address: str, names: Sequence[str]) -> Sample:
    """Return the bytes of a cold visit: HTTP as on the wire, WebSocket as received."""
    sizes: Sample = {"requests": 0, "http_bytes": 0, "websocket_bytes": 0}

    def finished(event: dict[str, Any]) -> None:
        sizes["requests"] += 1
        sizes["http_bytes"] += event["encodedDataLength"]

    def received(event: dict[str, Any]) -> None:
        frame = event["response"]
        binary = frame["opcode"] == 2  # then it is told in base64
        sizes["websocket_bytes"] += len(frame["payloadData"]) * 3 // 4 if binary else len(frame["payloadData"])

    with browser.new_context(viewport=VIEWPORT) as context:
        page = context.new_page()
        network = context.new_cdp_session(page)
        network.on("Network.loadingFinished", finished)
        network.on("Network.webSocketFrameReceived", received)
        network.send("Network.enable")
        opened(page, address, CHART_AND_TABLE, names)
        page.wait_for_timeout(LATE_MS)
    return sizes | {"kilobytes": (sizes["http_bytes"] + sizes["websocket_bytes"]) / 1000}


def session_memory(site: Site) -> Sample:
    """Return what a new server takes with one session and with many, and each session: its resident memory."""
    with running_app(site.script, data_dir()) as (address, pid), ExitStack() as open_sessions:
        resident = []
        for _ in range(SESSIONS):
            open_session(open_sessions, address, site.path)
            resident.append(psutil.Process(pid).memory_info().rss / 1024**2)
    return {
        "server_mb": resident[0],
        f"server_with_{SESSIONS}_mb": resident[-1],
        "session_mb": per_session(resident, FIRST_SESSIONS),
    }


def open_session(sessions: ExitStack, address: str, path: str) -> None:
    """Open a session without a browser, in the app's own protocol, and wait until its page has run once."""
    stream = f"{address.replace('http', 'ws', 1)}/_stcore/stream"
    socket = sessions.enter_context(connect(stream, subprotocols=[STREAMLIT], max_size=None, ping_interval=None))
    asked = BackMsg()
    asked.rerun_script.page_name = path.strip("/")
    socket.send(asked.SerializeToString())
    for message in socket:
        if isinstance(message, bytes) and ForwardMsg.FromString(message).WhichOneof("type") == "script_finished":
            return


def long_table(browser: Browser, names: Sequence[str]) -> dict[str, Sample]:
    """Return what a filter of a short and of a long table takes.

    Args:
        browser: any.
        names: rows that the filter brings into sight, in both.
    """
    with ExitStack() as servers:
        address, gate = _served(servers, VARIANTS)

        def filtered(number: int) -> Sample:
            with browser.new_context(viewport=VIEWPORT) as context:
                page = context.new_page()
                opened(page, f"{address}{number}", ["table"], names)
                return {"filter_ms": changed(page, gate, ["table"], names)["table"]}

        sides = {"few_rows": FEW_ROWS, "many_rows": MANY_ROWS}
        in_turns(sides, 1, filtered)  # the first visits are not measured
        return in_turns(sides, RUNS, filtered)


def measure() -> dict[str, Any]:
    """Return the ratios, the medians of every side, and what was measured."""
    store, path = open_current(), current_path()
    names = rows.points(store)["name"].tolist()
    variants = rows.variants(store, FEW_ROWS)
    filtered = variants.loc[variants["licence_id"] == rows.LICENCE, "hub_repo_id"].head(FEW_NAMES).tolist()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_FLAGS)
        pages = both_pages(browser, names)
        memory = in_turns(PAGES, 1, session_memory)
        sides = {name: pages[name] | memory[name] for name in PAGES} | long_table(browser, filtered)
        browser.close()
    told = {"points": len(names), "runs": RUNS, "snapshot": path.name if path else "bundled"}
    return ratios(sides) | {"layout_shift": round(sides["ours"]["layout_shift"], 3)} | told | sides


def table(result: Mapping[str, Any]) -> list[str]:
    """Return a result of `measure` as lines of Markdown."""
    ours = result["ours"]
    judged = [
        f"| {name} | {_told(result, goal.over, goal.figure)} | {_told(result, goal.under, goal.figure)} "
        f"| {result[name]} | at most {goal.most} |"
        for name, goal in RATIOS.items()
    ]
    shift = (
        f"| layout_shift | {_told(result, 'ours', 'layout_shift')} | {_told(result, 'floor', 'layout_shift')} "
        f"| {result['layout_shift']} | under {MOST_LAYOUT_SHIFT} |"
    )
    return [
        "The Trade-offs page in a real browser, beside a floor: a minimal Streamlit page (tests/bench_floor) with the",
        f"same {result['points']} points and rows of the same snapshot, and one filter.",
        f"Medians of {result['runs']} visits in turns, on a machine kept {ours['busy_percent']:.0f} % busy by others.",
        "",
        "| figure | measured | beside | value | goal |",
        "|---|---|---|---|---|",
        *judged,
        shift,
    ]


def _told(result: Mapping[str, Any], side: str, figure: str) -> str:
    value = result[side][figure]
    return f"{side}: {figure} {value:,.0f}" if value >= 100 else f"{side}: {figure} {value:.3g}"


def run() -> dict[str, Any]:
    """Measure, write build/bench-pages.json, and return what is in it."""
    result = measure()
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(result, indent=1), encoding="utf-8")
    return result


if __name__ == "__main__":
    print("\n".join(table(run())))
