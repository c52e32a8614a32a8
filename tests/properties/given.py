"""What properties are tried on: hostile text, addresses, gates, workloads and needs."""

from typing import Any

from hypothesis import strategies as st

from catalog import filters
from catalog.decide.need import NAMES, Need
from catalog.fields import FIRST_DAY, LAST_DAY
from catalog.filters import GATES, Filters
from catalog.pricing.workload import Workload

KNOWN = {
    "domain": ["general", "code", "medical"],
    "licence": ["permissive", "restricted"],
    "developer": ["acme", "zeta", "Straße"],
    "family": ["Acme One", "=1+1"],
    "reads": ["text", "image", "audio"],
    "provider": ["acme", "beta"],
    "region": ["eu", "us"],
    "data_policy": ["none kept", "kept"],
    "wishes": ["open", "region:eu", "data_policy:none kept"],
}
# Some of what people have put into addresses, tables and file names elsewhere.
HOSTILE = (
    *("", " ", "\x00", "\u202egpt", "\ufeff", "\u2028", "\ud800", "ﬁ", "ß", "İ", "٣", "²", "１２"),  # noqa: RUF001
    *("nan", "inf", "-inf", "-1", "-0", "0", "1e999", "1e-400", "0x10", "1_000", "9" * 400, "1,5", "NULL", "N/A"),
    *("true", "TRUE", "null", "~", "2026-02-30", "2026-W01", "0001-01-01", "20260101"),
    *("=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r\n=1", " =1", "＝1", "'=1", '"', '","', "a,b", "a\r\nb"),  # noqa: RUF001
    *("<script>alert(1)</script>", "'; DROP TABLE models --", "../../etc/passwd", "%s%n", "{0}", "$x^2$", "_x0041_"),
    *("gpt-4", "(", ")(", "/", "//", ":::", "a" * 1000, "-" * 300, "()" * 150, "1-2-3-4-5-6" * 20),
)
texts = st.sampled_from(HOSTILE) | st.text(max_size=40)


def typed(least: float, most: float, digits: int = 15) -> st.SearchStrategy[float]:
    """Return numbers as an address writes them: with as many digits as it keeps."""
    return st.floats(least, most).map(lambda number: float(f"{number:.{digits}g}"))


def _some(options: list[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(options), unique=True, max_size=len(options)).map(tuple)


_above_0 = typed(1e-3, filters.LARGEST_NUMBER)
_days = st.dates(FIRST_DAY, LAST_DAY)
BY_KIND: dict[str, st.SearchStrategy[Any]] = {
    "at least": _above_0,
    "at most": _above_0,
    "since": _days,
    "yes": st.just(value=True),
}
GATE_VALUES: dict[str, st.SearchStrategy[Any]] = {
    gate.name: BY_KIND[gate.kind]
    if gate.kind in BY_KIND
    else st.sampled_from([option for option in gate.options or () if option != filters.ANY])
    if gate.kind == "one"
    else _some(KNOWN[gate.name])
    for gate in GATES
    if gate.kind != "too"  # asking those in lets more models pass
}


def _in_order(asked: dict[str, Any]) -> bool:
    return not asked.get("parameters_from", 0) > asked.get("parameters_to", 1e99)


gates: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries({}, optional=GATE_VALUES).filter(_in_order)
every_filter: st.SearchStrategy[Filters] = st.builds(
    lambda domain, percent, asked: Filters(domain=domain, input_percent=percent, **asked),
    st.sampled_from(KNOWN["domain"]),
    st.sampled_from(list(filters.INPUT_PERCENTS)),
    gates,
)


@st.composite
def workloads(draw: st.DrawFn, *, digits: int = 15) -> Workload:
    """Return workloads whose figures have so many digits; 17 is every number."""
    input_tokens = draw(typed(0, 1e6, digits))
    cached, written = (float(f"{input_tokens * draw(st.floats(0, 0.5)):.6g}") * 0.999 for _ in range(2))
    return Workload(
        requests_per_month=draw(typed(0, 1e9, digits)),
        input_tokens=input_tokens,
        output_tokens=draw(typed(1, 1e5, digits)),
        cached_tokens=float(f"{cached:.{digits}g}"),
        cache_written_tokens=float(f"{written:.{digits}g}"),
        batch_share=draw(typed(0, 1, digits)),
    )


_titles = st.text(max_size=80).map(lambda text: " ".join("".join(c if c.isprintable() else " " for c in text).split()))
needs: st.SearchStrategy[Need] = st.builds(
    Need,
    title=_titles | st.sampled_from(["true", "~", "2026-01-01", "1e3", "- a: b", "#1", "{}", "'", "no", "=", "<<"]),
    note=_titles,
    domains=st.dictionaries(st.sampled_from(KNOWN["domain"]), typed(1e-3, 1e6, 6), min_size=1).map(
        lambda found: tuple(found.items())
    ),
    workload=workloads(),
    filters=st.builds(lambda asked: Filters(**asked), gates),
    good_enough=typed(0, 100),
    quality_weight=typed(0.1, 100),
    price_weight=typed(0, 100),
    speed_weight=typed(0, 100),
    caution=st.sampled_from(["cautious", "bold"]),
    region=_some(KNOWN["region"]),
    data_policy=_some(KNOWN["data_policy"]),
    latency_to_s=st.none() | typed(1e-3, 86_400),
    knowledge_from=st.none() | _days,
    months_of_service=typed(0, 120),
    budget_usd_per_month=st.none() | typed(1e-3, 1e12),
    wishes=_some(KNOWN["wishes"]),
    verbosity=st.booleans(),
)
_plausible = st.sampled_from([value for values in KNOWN.values() for value in values]) | st.integers(0, 100).map(str)
addresses: st.SearchStrategy[dict[str, list[str]]] = st.dictionaries(
    st.sampled_from([*NAMES, *filters.NAMES, "benchmark", "mix", "utm_source"]),
    st.lists(texts | _plausible | st.sampled_from(["code:2", "code:", ":", "general:1e999"]), max_size=4),
    max_size=12,
)
