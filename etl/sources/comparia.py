"""compar:IA: ratings from people's blind votes between two answers, on the French state's arena, mostly in French.

Traps: the file stands on the branch `develop`; a win rate depends on whom a model met and is not read; models with few
votes stand at the top and the bottom, and only their intervals say so; tokens are of whole conversations and the board
does not say whether hidden thinking counts, so they are no verbosity; `-q4` and `-q8` name quantised copies; two names
can be one model (a version and its month); the day is in seconds since 1970.
"""

from collections.abc import Sequence

from catalog.identity.resolve import Name
from catalog.records import Score
from etl.errors import ParseError
from etl.reading import day_of_seconds, field_of, json_of, list_of, number, refuse_off_elo, shown, table_of, whole
from etl.source import Answer, Batch, Door, Source

URL = "https://raw.githubusercontent.com/betagouv/ComparIA/develop/utils/models/generated-models-extra-data.json"
BENCHMARK = "comparia_votes"


def fetch(door: Door) -> Sequence[Answer]:
    """Return the file of ratings."""
    return [door.get(URL)]


def parse(answers: Sequence[Answer]) -> Batch:
    """Return one rating for each model."""
    batch = Batch()
    for answer in answers:
        document = json_of(answer)
        as_of = day_of_seconds(field_of(document, "timestamp", answer.url), answer.url)
        for row in list_of(field_of(document, "models", answer.url), answer.url):
            model_name = str(table_of(row, answer.url).get("model_name") or "").strip()
            example = f"{model_name or 'no name'}, {shown([row.get(key) for key in ('median', 'p2.5', 'p97.5')])}"
            try:
                value, low, high = (number(row.get(key), key) for key in ("median", "p2.5", "p97.5"))
                votes = whole(row.get("n_match"), "n_match")
            except ParseError:
                batch.reject("the rating, its interval or its votes are not numbers", example)
                continue
            refuse_off_elo(value, model_name, answer.url)
            if not model_name or not low <= value <= high:
                batch.reject("the interval does not hold the rating" if model_name else "the row has no name", example)
                continue
            score = Score(
                benchmark_id=BENCHMARK,
                value=value,
                low=low,
                high=high,
                samples=votes,
                evidence="preference",
                model_name=model_name,
                as_of=as_of,
            )
            batch.add(score, Name(model_name))
    return batch


SOURCE = Source(
    source_id="comparia",
    title="compar:IA",
    publisher="beta.gouv.fr, French government",
    url="https://comparia.beta.gouv.fr/ranking",
    licence="Apache-2.0 (repository)",
    attribution="compar:IA by beta.gouv.fr, Apache-2.0, https://github.com/betagouv/ComparIA",
    cadence_days=30,
    fetch=fetch,
    parse=parse,
    min_rows=60,
    serves=True,
)
