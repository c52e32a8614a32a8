"""Lech Mazur's boards: word puzzles, confabulation, sycophancy, themes, debates, bargaining; a README each.

Traps: a README has several tables, of which the one under its own heading is read (the newest puzzles are a part of
all, older models had fewer, a second board of sycophancy counts the same answers another way); scores of puzzles are
percents without a sign; a refused puzzle counts as wrong; the questions about documents were chosen so that models fall
for them, so their rates are no usual rates, and a model that abstains has a low one; debates are judged by models of
the kind that debate; the hard themes are those that at least two models missed. Efforts stand in brackets ("(high
reasoning)") or behind the name ("Thinking 16K", also without the word). Two repositories call their branch master.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from catalog.identity.resolve import Name
from catalog.records import Score
from etl.errors import ParseError
from etl.reading import number, percent_score, refuse_fractions, score_of, shown, text_of, whole
from etl.source import Answer, Batch, Door, Source
from etl.sources._markdown_tables import rows_of, section

ROOT = "https://raw.githubusercontent.com/lechmazur"
_SECRET = re.compile(r"\bAlpha$")
_BUDGET = re.compile(r"(?<!Thinking)(?= \d+K$)")
# "05/28" and "25-07", which others write as one number.
_SHORT_DATE = re.compile(r"(?<![\d-])(\d\d)[-/](\d\d)(?= Think$|$)")
# Makers that the boards write in front of the model's own name.
_MAKER = re.compile(r"^(Amazon|Arcee|Baidu|ByteDance|Microsoft|Qwen(?= QwQ)|Tencent|Xiaomi) ")
_UPDATE = re.compile(r"^\s*- (?P<month>[A-Z][a-z]{2})[a-z]* (?P<day>\d{1,2}), (?P<year>20\d\d):", re.MULTILINE)
_INTERVAL = re.compile(r"(\d{1,5}(?:\.\d+)?)-(\d{1,5}(?:\.\d+)?)")

Reader = Callable[[str, str, Batch], float | None]


def _bare_percent(text: str, where: str, batch: Batch) -> float | None:
    """Return a percentage that is written without its sign."""
    return score_of(text, 100, where, batch)


def _rating(text: str, where: str, batch: Batch) -> float | None:
    """Return a rating, which has no ends."""
    try:
        return number(text, where)
    except ParseError:
        batch.reject("the rating is not a number", f"{where}: {shown(text)}")
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Board:
    """How one README is read.

    Attributes:
        path: of the README.
        heading: the one that its table stands under.
        columns: the benchmark of each column that is read.
        read: how a cell becomes a score.
        samples: the column that says how many questions, games or debates a row rests on.
        is_whole: whether rows with fewer questions than the others are left out.
        asked: what the text says of the number of questions, by benchmark, where no column does.
        interval: the column of the 95 % interval.
    """

    path: str
    heading: str
    columns: dict[str, str]
    read: Reader
    samples: str | None = None
    is_whole: bool = False
    asked: dict[str, re.Pattern[str]] = field(default_factory=dict)
    interval: str | None = None

    @property
    def url(self) -> str:
        """The address of the README."""
        return f"{ROOT}/{self.path}/README.md"


BOARDS = (
    _Board(
        path="nyt-connections/master",
        heading="Leaderboard: Extended Version",
        columns={"Score %": "lechmazur_connections"},
        read=_bare_percent,
        samples="#Puzzles",
        is_whole=True,
    ),
    _Board(
        path="confabulations/master",
        heading="50-50 Ranking leaderboard",
        columns={"Confab %": "lechmazur_confabulation", "Non-Resp %": "lechmazur_non_response"},
        read=_bare_percent,
        asked={
            "lechmazur_confabulation": re.compile(r"(\d[\d,]{0,6}) questions, confirmed by a human"),
            "lechmazur_non_response": re.compile(r"(\d[\d,]{0,6}) hard questions"),
        },
    ),
    _Board(
        path="sycophancy/main",
        heading="Main Leaderboard",
        columns={"Sycophancy": "lechmazur_sycophancy", "Decisive Coverage": "lechmazur_sycophancy_coverage"},
        read=percent_score,
        asked=dict.fromkeys(
            ("lechmazur_sycophancy", "lechmazur_sycophancy_coverage"), re.compile(r"x `(\d{1,6})` cases")
        ),
    ),
    _Board(
        path="generalization/main",
        heading="Cross-family hard-subset leaderboard",
        columns={"Top-1 Accuracy": "lechmazur_generalization"},
        read=percent_score,
        samples="Cases",
        is_whole=True,
    ),
    _Board(
        path="debate/main",
        heading="Current full leaderboard",
        columns={"BT": "lechmazur_debate"},
        read=_rating,
        samples="Matchups",
    ),
    _Board(
        path="pact/main",
        heading="Latest Model-Family Leaderboard Table",
        columns={"PACT Bilateral Rating": "lechmazur_pact"},
        read=_rating,
        samples="Games Played",
        interval="Rating 95% CI",
    ),
)


def fetch(door: Door) -> Sequence[Answer]:
    """Return the README of each board."""
    return [door.get(board.url) for board in BOARDS]


def parse(answers: Sequence[Answer]) -> Batch:
    """Return the scores of each board's one table."""
    batch = Batch()
    boards = {board.url: board for board in BOARDS}
    for answer in answers:
        if answer.url not in boards:
            message = f"{answer.url}: the README of one of {len(BOARDS)} boards expected"
            raise ParseError(message)
        _read(boards[answer.url], answer, batch)
    return batch


def _read(board: _Board, answer: Answer, batch: Batch) -> None:
    """Add the scores of one README.

    Raises:
        ParseError: its table is gone, or has another scale.
    """
    text = text_of(answer)
    beside = [title for title in (board.samples, board.interval) if title]
    table = section(text, board.heading, answer.url)
    rows = list(rows_of(table, ("Model", *board.columns, *beside), answer.url, batch))
    counts = [_count(row[board.samples], row["Model"], batch) if board.samples else None for row in rows]
    most = max((count for count in counts if count), default=None)
    asked = {benchmark_id: _asked(pattern, text) for benchmark_id, pattern in board.asked.items()}
    as_of = _updated(text) or answer.last_modified
    values = []
    for row, count in zip(rows, counts, strict=True):
        name = row["Model"]
        if _SECRET.search(name):
            batch.reject("a code name under which a maker tests in secret", name)
            continue
        if board.is_whole and count != most:
            batch.reject("not run on the whole test", f"{name}: {count} of {most}")
            continue
        for column, benchmark_id in board.columns.items():
            value = board.read(row[column], f"{name}, {column}", batch)
            if value is None:
                continue
            values.append(value)
            low, high = _interval(row.get(board.interval or "", ""), value, name, batch)
            score = Score(
                benchmark_id=benchmark_id,
                benchmark_version=f"{most} cases" if board.is_whole else None,
                value=value,
                low=low,
                high=high,
                samples=count or asked.get(benchmark_id),
                evidence="measured",
                model_name=name,
                as_of=as_of,
            )
            batch.add(score, _name(name))
    refuse_fractions(values, answer.url)


def _name(text: str) -> Name:
    """Return a name as others write it: no maker in front, short dates in one, the effort behind it in words."""
    maker = _MAKER.match(text)
    bare = _BUDGET.sub(" Thinking", text[maker.end() :] if maker else text)
    return Name(_SHORT_DATE.sub(r"\1\2", bare), developer=maker[1] if maker else None)


def _count(text: str, name: str, batch: Batch) -> int | None:
    try:
        return whole(text, name)
    except ParseError as error:
        batch.reject("a number of cases is not a number", str(error))
        return None


def _asked(pattern: re.Pattern[str], text: str) -> int | None:
    match = pattern.search(text)
    return int(match[1].replace(",", "")) if match else None


def _interval(text: str, value: float, name: str, batch: Batch) -> tuple[float, float] | tuple[None, None]:
    """Return the ends of `1595-1619`; none where none is stated."""
    match = _INTERVAL.fullmatch(text)
    if match and float(match[1]) <= value <= float(match[2]):
        return float(match[1]), float(match[2])
    if text:
        batch.reject("the interval does not hold the rating", f"{name}: {shown(text)} around {value:g}")
    return None, None


def _updated(text: str) -> date | None:
    """Return the newest day of the list of updates, None where there is no such list."""
    days = []
    for match in _UPDATE.finditer(text):
        try:
            days.append(datetime.strptime(" ".join(match.groups()), "%b %d %Y").date())  # noqa: DTZ007 - a day
        except ValueError:
            continue
    return max(days, default=None)


SOURCE = Source(
    source_id="lechmazur",
    title="Lech Mazur's boards",
    publisher="Lech Mazur",
    url="https://github.com/lechmazur",
    licence="none stated",
    attribution="Benchmarks by Lech Mazur, figures of public boards, no licence stated, https://github.com/lechmazur",
    cadence_days=30,
    fetch=fetch,
    parse=parse,
    min_rows=250,
    serves=True,
)
