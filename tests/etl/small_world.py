"""A small world of sources for whole refreshes: prices that found the models, a board, an archive, a key's own results.

Each answers with `{"model": figure}`; a refresh of it takes a tenth of a second, where that of all sources takes many.
"""

import json
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from catalog.identity.resolve import Name
from catalog.records import Offer, Score
from etl.errors import ParseError
from etl.source import Answer, Batch, Source
from tests.handmade import offer, score, source

DAY = date(2026, 5, 31)
KEY = "SMALL_WORLD_KEY"
PRICES, BOARD, OWN = "prices.example/all.json", "board.example/all.json", "own.example/all.json"
BODIES = {
    PRICES: {"acme/one": 1.0, "acme/two": 2.0, "acme/three": 3.0},
    BOARD: {"acme/one": 70.0, "acme/two": 60.0, "acme/three": 50.0},
    OWN: {"acme/one": 10.0, "acme/two": 20.0, "acme/three": 30.0},
}


def body_of(figures: dict[str, float]) -> bytes:
    """Return the body of an answer."""
    return json.dumps(figures).encode()


def _price(figure: float) -> Offer:
    return offer(figure, 4 * figure, as_of=DAY)


def _result(benchmark_id: str) -> Callable[[float], Score]:
    return lambda figure: score(figure, benchmark_id, as_of=DAY)


def _small(source_id: str, place: str | None, record: Callable[[float], Any], **facts: Any) -> Source:  # noqa: ANN401
    def parse(answers: Sequence[Answer]) -> Batch:
        batch = Batch()
        for answer in answers:
            figures = json.loads(answer.body)
            if not all(isinstance(figure, float) for figure in figures.values()):
                message = f"{answer.url}: figures expected"
                raise ParseError(message)
            for name, figure in figures.items():
                batch.add(record(figure), Name(name))
        return batch

    fetch = (lambda door: [door.get(f"https://{place}")]) if place else None
    return source(source_id, fetch=fetch, parse=parse, min_rows=1, **facts)


SOURCES = {
    made.source_id: made
    for made in (
        _small("archive", None, _result("mmlu_pro"), archive="archive.json", cadence_days=None),
        _small("board", BOARD, _result("gpqa_diamond")),
        _small("own", OWN, _result("ifeval"), needs=KEY, may_redistribute=False),
        _small("prices", PRICES, _price, founds="ids"),
    )
}
