"""What a team needs: asked in widgets, kept in the session and in the address, taken from and to a YAML file.

The gates that every page has are kept by `views.shell.gates`, the workload by `views.shell.workload`.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import streamlit as st

from catalog import queries
from catalog.decide import asked
from catalog.decide.need import (
    FIELDS,
    NAMES,
    VERSION,
    WORKLOAD,
    Caution,
    Need,
    NeedError,
    from_address,
    from_yaml,
    known_values,
    presets,
    read_yaml,
    to_address,
    to_yaml,
)
from catalog.decide.words import listed
from catalog.fields import FIRST_DAY, LAST_DAY
from catalog.filters import without
from catalog.store import Store
from catalog.strict_yaml import MOST_CHARACTERS
from views.choose import kept_models
from views.shell import gates, state, workload
from views.shell.gates import Chip
from views.shell.snapshot import Snapshot
from views.shell.state import Address, Kept
from views.shell.wording import count, markdown_text, shortened

_NEED = Kept("need", Need(), NAMES, "need_")
_TROUBLE = "_need_trouble"
MOST_DOMAINS = 6
OWN = ""
LONGEST_WORDS = 40
CAUTIONS: dict[Caution, str] = {"cautious": "Cautious", "bold": "Bold"}
WEIGHTS = {"quality_weight": "Quality", "price_weight": "Price", "speed_weight": "Speed"}


def known(store: Store) -> dict[str, list[str]]:
    """Return what may be chosen in a need."""
    models, offers = queries.models_in_play(store), queries.current_offers(store)
    return known_values(models, offers, queries.ability_domains(store))


# What is kept


def adopt_address(snapshot: Snapshot) -> None:
    """Take the need from the address where it speaks for this run. An address that names none keeps what is there."""
    workload.adopt_address(Need().workload, NAMES)
    _NEED.adopt(lambda address: _read(snapshot, address))


def _read(snapshot: Snapshot, address: Address) -> tuple[Need, list[str]]:
    need, notes = from_address(address, snapshot.ask(known))
    return need, [note for note in notes if note not in gates.ignored()]


def kept() -> Need:
    """Return the need as it is now, with the gates and the workload that other pages ask for, too."""
    return replace(_NEED.get(), filters=gates.kept(), workload=workload.kept())


def _start_with(need: Need, trouble: str = "") -> None:
    shared = gates.kept()
    gates.start_with(replace(need.filters, domain=shared.domain, input_percent=shared.input_percent))
    workload.start_with(need.workload)
    _NEED.start_with(need)
    st.session_state[_TROUBLE] = trouble


def open_gates(*names: str) -> None:
    """Open gates of the need, its own and those that every page has. For the callback of a widget."""
    shared = [name for name in names if hasattr(gates.kept(), name)]
    own = {name: getattr(Need(), name) for name in names if name not in shared}
    if "good_enough" in own:
        own["good_enough"] = 0.0
    need = replace(kept(), **own)
    _start_with(replace(need, filters=without(need.filters, *shared)) if shared else need)


def chips() -> list[Chip]:
    """Return what the need asks beside the filters of every page, each with the way to take it back."""
    return [Chip(name, told, partial(_take_back, name)) for name, told in asked.in_words(kept()).items()]


def _take_back(name: str) -> None:
    _start_with(replace(kept(), **{name: getattr(Need(), name)}))


def write_address() -> None:
    """Write the need to the address, but for what is at its default. Other names in it stay."""
    need = kept()
    said = to_address(need)
    if "domain" in st.query_params:
        # The other pages' domain stands there: without our own, the address would be read as a need in that domain.
        said |= {"need": [VERSION], "domains": [f"{name}:{weight:.6g}" for name, weight in need.domains]}
    state.write(NAMES, said)


# The widgets


def draw_need(snapshot: Snapshot) -> Need:
    """Draw what is asked as one row of words, each of which opens, and the list of limits. Return the need."""
    _draw_notes()
    domains = snapshot.ask(queries.ability_domains)
    titles: dict[str, str] = dict(zip(domains["domain"], domains["title"], strict=True))
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="axes"):
        for key, words, draw in (
            ("need_task", _task_words(titles), partial(_draw_task, snapshot, titles)),
            ("need_workload", _workload_words(), _draw_workload),
            ("need_matters", _matters_words(), _draw_matters),
            ("need_more", "Limits and wishes", partial(_draw_more, snapshot)),
            ("need_filters", "Filters", partial(gates.draw_all, snapshot)),
            ("need_file", "File", partial(_draw_file, snapshot)),
        ):
            with st.popover(_steady(key, words), key=key, on_change="rerun") as opened:
                if opened.open:
                    draw()
    workload.take()
    with state.one_step():
        gates.write_address()
        write_address()
        kept_models.write_address()
    if limits := [*gates.chips(), *chips()]:
        gates.draw_asked(limits)
    return kept()


def _steady(key: str, words: str) -> str:
    """Return what a button says: its words of now, but while it is open those that it was opened with.

    A popover's label is part of its identity: another one would close it at each change that is made in it.
    """
    said = f"_{key}_words"
    if not st.session_state.get(key) or said not in st.session_state:
        st.session_state[said] = words
    found: str = st.session_state[said]
    return found


def _task_words(titles: Mapping[str, str]) -> str:
    need = kept()
    names = [titles.get(name, name) for name, _ in need.domains]
    return markdown_text(shortened(need.title or listed(names), LONGEST_WORDS))


def _workload_words() -> str:
    volume = kept().workload.requests_per_month
    return f"{count(round(volume), 'request')} a month" if volume else "A single request"


def _matters_words() -> str:
    parts = zip(WEIGHTS.values(), kept().weights(), strict=True)
    told = " · ".join(f"{title} {share * 100:.0f}" for title, share in parts if share)
    return told[:1] + told[1:].lower()


def _draw_notes() -> None:
    if notes := (*_NEED.notes(), *kept_models.notes()):
        told = "\n".join(f"- {markdown_text(note)}" for note in notes)
        st.info(f"Ignored in the address:\n{told}")
    if st.session_state.get(_TROUBLE):
        st.warning(markdown_text(st.session_state[_TROUBLE]))


def preset_needs(store: Store) -> dict[str, Need]:
    """Return the needs that come with Shortlist, by name, but for those that ask for what the snapshot lacks."""
    allowed, found = known(store), {}
    for name, path in presets().items():
        with suppress(NeedError):
            found[name] = read_yaml(path, allowed)
    return found


def _draw_task(snapshot: Snapshot, titles: Mapping[str, str]) -> None:
    _draw_presets(snapshot)
    _draw_domains(titles)
    if len(kept().domains) > 1:
        st.caption("How much each of them counts")
        stated = tuple((name, _domain_weight(name, titles.get(name, name), weight)) for name, weight in kept().domains)
        _set(domains=stated)


def _draw_workload() -> None:
    for name in WORKLOAD:
        workload.draw_figure(name, width="stretch")
    st.session_state.setdefault("need_verbosity", kept().verbosity)
    title = FIELDS["verbosity"].title
    _set(verbosity=st.toggle(title, key="need_verbosity", help=f"{FIELDS['verbosity'].note.capitalize()}."))


def _draw_presets(snapshot: Snapshot) -> None:
    found = snapshot.ask(preset_needs)

    def chosen() -> None:
        name = st.session_state["need_preset"]
        _start_with(found[name] if name else replace(kept(), title="", note=""))

    title = kept().title
    at = next((name for name, need in found.items() if need.title == title), OWN)
    told = {OWN: title if title and not at else "Our own need"} | {name: need.title for name, need in found.items()}
    st.session_state.setdefault("need_preset", at)
    st.selectbox("Start from", list(told), format_func=told.__getitem__, key="need_preset", on_change=chosen)


def _draw_domains(titles: Mapping[str, str]) -> None:
    need = kept()
    weights = dict(need.domains)
    st.session_state.setdefault("need_domains", [name for name in weights if name in titles])
    picked = st.multiselect(
        "Good at",
        list(titles),
        format_func=titles.__getitem__,
        key="need_domains",
        max_selections=MOST_DOMAINS,
        placeholder="General",
    )
    if picked and set(picked) != set(weights):
        usual = sum(weights.values()) / len(weights)
        _set(domains=tuple((name, weights.get(name, usual)) for name in picked))
    elif not picked:
        _set(domains=Need().domains)


def _draw_matters() -> None:
    need = kept()
    st.caption("Only the proportion of the three counts.")
    read = {name: _slider(name, title, getattr(need, name)) for name, title in WEIGHTS.items()}
    if sum(read.values()) > 0:
        _set(**read)
    else:
        st.warning("All three count 0, so nothing could be preferred; the last weights are used.")
    _draw_caution()
    note = "Ability from 0 to 100; 50 is the middle model of 2025. What is below does not pass."
    _set(good_enough=_slider("good_enough", "Good enough from", need.good_enough, note))


def _draw_caution() -> None:
    st.session_state.setdefault("need_caution", kept().caution)
    picked = st.segmented_control(
        "Order quality",
        list(CAUTIONS),
        format_func=CAUTIONS.__getitem__,
        key="need_caution",
        required=True,
        help=f"{FIELDS['caution'].note.capitalize()}.",
    )
    _set(caution=picked)


def _slider(name: str, title: str, value: float, note: str = "") -> float:
    key = f"need_{name}"
    st.session_state.setdefault(key, float(value))
    return float(st.slider(title, 0.0, 100.0, step=1.0, format="%.0f", key=key, help=note or None))


def _domain_weight(name: str, title: str, weight: float) -> float:
    key = f"need_domain_{name}"
    st.session_state.setdefault(key, float(weight))
    found = st.number_input(title, min_value=0.01, max_value=1e6, key=key, format="%g")
    return float(found or weight)


def _draw_more(snapshot: Snapshot) -> None:
    choices = snapshot.ask(known)
    _draw_wishes(choices["wishes"])
    for name, title, none in (
        ("region", "Must be offered in", "No offer here states a region."),
        ("data_policy", "Must have the data policy", "No offer here states a data policy, so none can be asked for."),
    ):
        _many(name, title, choices[name], none)
    _optional("budget_usd_per_month", "Budget (USD a month)")
    _optional("latency_to_s", "Whole answer within (seconds)", "An offer whose speed is not known does not pass.")
    months = _optional("months_of_service", "Months of service at least", "Of closed models; open ones stay.")
    _set(months_of_service=months or 0.0)
    st.session_state.setdefault("need_knowledge_from", kept().knowledge_from)
    day = st.date_input(
        "Knows the world up to",
        value=None,
        min_value=FIRST_DAY,
        max_value=LAST_DAY,
        key="need_knowledge_from",
        format="YYYY-MM-DD",
    )
    _set(knowledge_from=day if isinstance(day, date) else None)


def _draw_wishes(choices: list[str]) -> None:
    st.session_state.setdefault("need_wishes", list(kept().wishes))
    picked = st.multiselect(
        "Preferred",
        choices,
        format_func=asked.wish_title,
        key="need_wishes",
        placeholder="Nothing",
        help="A wish counts and removes nothing: of two that are about as good, the one that meets it is taken.",
    )
    _set(wishes=tuple(picked))


def _many(name: str, title: str, choices: list[str], none: str) -> None:
    if not choices and not getattr(kept(), name):
        st.caption(none)
        return
    key = f"need_{name}"
    st.session_state.setdefault(key, list(getattr(kept(), name)))
    picked = st.multiselect(
        title,
        choices,
        format_func=asked.place_title if name == "region" else str,
        key=key,
        placeholder="Any",
        help="An offer that states none does not count.",
    )
    _set(**{name: tuple(picked)})


def _optional(name: str, title: str, note: str = "") -> float | None:
    key, most = f"need_{name}", FIELDS[name].most
    st.session_state.setdefault(key, getattr(kept(), name) or None)
    found = st.number_input(
        title, min_value=0.0, max_value=most, value=None, key=key, placeholder="Any", format="%g", help=note or None
    )
    if name != "months_of_service":
        _set(**{name: found or None})
    return found


def _set(**changed: Any) -> None:  # noqa: ANN401 - of the fields' own types
    _NEED.set(replace(kept(), **changed))


# The file


def _draw_file(snapshot: Snapshot) -> None:
    need = kept()
    st.session_state.setdefault("need_title", need.title)
    _set(title=st.text_input("What we call it", key="need_title", max_chars=int(FIELDS["title"].most)).strip())
    st.download_button(
        "Download the need (YAML)", _yaml, "need.yml", "application/yaml", key="take_need", on_click="ignore"
    )
    st.caption("Also for `python -m catalog choose --need need.yml`.")
    st.file_uploader(
        "Take a need from a file", ["yml", "yaml"], key="need_upload", on_change=_taking(snapshot), max_upload_size=1
    )


def _yaml() -> str:
    return to_yaml(kept())


def _taking(snapshot: Snapshot) -> Callable[[], None]:
    def take() -> None:
        file = st.session_state.get("need_upload")
        if file is None:
            return
        try:
            _start_with(from_yaml(_text(file.getvalue()), snapshot.ask(known)))
        except NeedError as error:
            st.session_state[_TROUBLE] = f"The file was not taken, and nothing was changed. {error}"

    return take


def _text(content: bytes) -> str:
    try:
        return content[: 4 * MOST_CHARACTERS + 4].decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = "A text in UTF-8 expected, found something else."
        raise NeedError(message) from error
