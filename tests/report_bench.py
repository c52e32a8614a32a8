"""What an answer to a need costs, and the report on it in each format: part of `make bench`.

An answer is measured in the process, with its figures at hand, over every preset. A report is measured as people run
it: the command in a process of its own, from the start of Python and of Chromium to the file.
"""

import io
import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from pypdf import PdfReader

from catalog import queries
from catalog.decide.basis import asking, gather
from catalog.decide.decide import decide
from catalog.decide.need import known_values, presets, read_yaml
from catalog.store import bundle_dir, open_bundle
from reports.files import FORMATS
from tests.conftest import chromium_path
from tests.serving import ROOT

NEED = "retrieval-over-documents"
ROUNDS = 5


def answers_ms() -> list[float]:
    """Return the milliseconds of the answer to each preset, sensitivity included: the median of a few rounds."""
    folder = bundle_dir()
    if folder is None:
        message = "There are no bundled figures to answer from."
        raise FileNotFoundError(message)
    ask = asking(open_bundle(folder))
    models, offers = ask(queries.models_in_play), ask(queries.current_offers)
    known = known_values(models, offers, ask(queries.ability_domains))
    found = []
    for path in presets().values():
        need = read_yaml(path, known)
        frames = gather(ask, need)
        rounds = []
        for _ in range(ROUNDS):
            began = time.perf_counter()
            decide(need, frames)
            rounds.append(1000 * (time.perf_counter() - began))
        found.append(median(rounds))
    return found


def measure() -> dict[str, float]:
    """Return the middle and the slowest answer, and the seconds of the report in each format."""
    answers = answers_ms()
    found = {"answer_ms": median(answers), "slowest_answer_ms": max(answers)}
    with TemporaryDirectory() as scratch:
        environment = os.environ | {"SHORTLIST_DATA": f"{scratch}/data"} | _browser()
        subprocess.run([sys.executable, "-m", "etl", "bundle", "--restore"], cwd=ROOT, env=environment, check=True)
        for ending in FORMATS:
            out = Path(scratch) / f"report.{ending}"
            asked = ["report", "--need", NEED, "--out", str(out)]
            began = time.perf_counter()
            subprocess.run([sys.executable, "-m", "catalog", *asked], cwd=ROOT, env=environment, check=True)  # noqa: S603
            found[f"report_{ending}_s"] = time.perf_counter() - began
        found["report_pages"] = float(len(PdfReader(io.BytesIO((Path(scratch) / "report.pdf").read_bytes())).pages))
    return found


def _browser() -> dict[str, str]:
    path = chromium_path()
    return {"BROWSER_PATH": path} if path else {}


if __name__ == "__main__":
    print("\n".join(f"{name}: {value:,.1f}" for name, value in measure().items()))
