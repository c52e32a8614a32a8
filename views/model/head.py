"""The head of a model's page: which model is asked for, what it is in a line, where it stands in its life."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import pandas as pd
import streamlit as st

from catalog import queries
from catalog.answers import search
from catalog.curated.licences import granted
from catalog.curated.providers import maker_title
from catalog.models import landmarks, listing
from catalog.models.summary import Life, life_of, successor, what_it_is
from views.shell import state
from views.shell.links import compare_link, model_link, models_link
from views.shell.snapshot import Snapshot
from views.shell.wording import day, markdown_text, one_line, shortened

Facts = Mapping[str, Any]
LONGEST_NAME = 120
LONGEST_ASKED = 80
MOST_MET = 12
MOST_BESIDE = 4
SHOWN = "_model_shown"
LICENCE_TONES = {"OSI-approved": "green", "open, not OSI-approved": "green", "unknown": "gray"}
# The facts that the head tells, for the credits.
HEAD = (
    *("developer", "weights", "licence_id", "release_date", "retirement_date", "withdrawn_since", "deprecation_date"),
    *("context_tokens", "parameters", "active_parameters", "input_modalities", "output_modalities", "reasoning"),
)


# Which model


def turn_page() -> None:
    """Let another model be another page: a link from one to the next must start the widgets anew. Call this first."""
    if st.session_state.get(SHOWN, _asked_id()) != _asked_id():
        state.leave()


def _asked_id() -> str:
    return st.query_params.get("id", "").strip().casefold()


def asked(snapshot: Snapshot) -> Facts | None:
    """Return what is known of the model that the address names. Without one, say so, lead to near ones, return None."""
    text = _asked_id()
    if not text:
        if snapshot.ask(queries.named_models).empty:
            st.info("These figures know no model. Run `python -m etl refresh`.")
        draw_search(snapshot)
        models_link("All models")
        return None
    found = snapshot.ask(queries.facts_of, text)
    if found.empty:
        _draw_unknown(snapshot, text)
        return None
    facts: Facts = found.astype(object).iloc[0].to_dict()
    if st.session_state.get(SHOWN, facts["model_id"]) != facts["model_id"]:
        # A link to the page on which it stands changes the page, but not the address in the browser (Streamlit 1.67).
        st.query_params["id"] = facts["model_id"]
    st.session_state[SHOWN] = facts["model_id"]
    name = shortened(one_line(facts["name"] or facts["model_id"]), LONGEST_NAME)
    st.set_page_config(page_title=f"{name} - Shortlist")
    return {**facts, "name": name}


def _draw_unknown(snapshot: Snapshot, text: str) -> None:
    told = markdown_text(shortened(one_line(text), LONGEST_ASKED))
    st.info(f"No model is known as “{told}”.")
    near = listing.nearest(snapshot.ask(queries.named_models), text)
    if near:
        st.markdown("Names near it:")
        for model_id in near:
            model_link(model_id, model_id)
    draw_search(snapshot)
    models_link("All models")


def draw_search(snapshot: Snapshot) -> None:
    """Ask for a model by name and lead to those that are meant; without a name, to those that many look for."""
    text = st.text_input("Model", key="search", placeholder="Name or part of it, such as gpt or llama 70b", width=480)
    if text.strip():
        near = search.model_ids(snapshot, text)[:MOST_MET]
        if not near:
            st.info(f"No model is known as “{markdown_text(shortened(one_line(text), LONGEST_ASKED))}”.")
    else:
        near = snapshot.ask(landmarks.flagships_of_today)["model_id"].tolist()
        st.markdown("Models that many look for:" if near else "")
    names = snapshot.ask(queries.named_models).set_index("model_id")["name"]
    for model_id in near:
        model_link(model_id, f"{names.get(model_id, model_id)} ({model_id})")


# The head


def draw_head(snapshot: Snapshot, facts: Facts) -> None:
    """Draw the model's name, what it is in a line, where it stands in its life and what its licence permits."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium", key="model_head"):
        st.header(markdown_text(facts["name"]), anchor=False, width="content")
        compare_link(_beside(snapshot, facts), "Compare with the models that many look for")
        models_link("All models")
    maker = maker_title(str(facts["developer"])) if _is_known(facts["developer"]) else "Maker unknown"
    parents = snapshot.ask(queries.parents_of, facts["hub_repo_id"]) if _is_known(facts["hub_repo_id"]) else None
    st.markdown(f"**{_known(maker)}** · {markdown_text(what_it_is(facts, made_from(parents)))}")
    today = (snapshot.made_at or datetime.now(UTC)).date()
    models = snapshot.ask(queries.models_in_play)
    own = models[models["model_id"] == facts["model_id"]]
    life = life_of(facts, own["providers"].iloc[0] if len(own) else (), today)
    st.markdown(f"{_life_in_words(life)} {_licence_in_words(facts)} :small[:gray[{_known(facts['model_id'])}]]")
    if life.stage not in {"current", "unsold"}:
        _draw_successor(facts, models, today)


def made_from(parents: pd.DataFrame | None) -> str | None:
    """Return the repository that a model is a fine-tune of; None where there is none, or where it is of several.

    Args:
        parents: what `queries.parents_of` returns.
    """
    if parents is None:
        return None
    tuned = parents.loc[parents["relation"] == "finetune", "parent"].drop_duplicates()
    return str(tuned.iloc[0]) if len(tuned) == 1 else None


def _beside(snapshot: Snapshot, facts: Facts) -> list[str]:
    """Return the model and the first few that many look for."""
    others = snapshot.ask(landmarks.flagships_of_today)["model_id"].head(MOST_BESIDE)
    return list(dict.fromkeys([facts["model_id"], *others]))[:MOST_BESIDE]


def _life_in_words(life: Life) -> str:
    """Return where the model stands in its life, as a badge and words in Markdown."""
    at = " at its maker" if life.is_at_maker else ""  # elsewhere open weights stay
    by = f", says {_known(life.source)}" if life.source else ""
    return {
        "current": ":green-badge[On sale]",
        "unsold": ":gray-badge[No list price known]",
        "deprecated": f":orange-badge[Deprecated] Its maker advises against it since {day(life.day)}.",
        "retiring": f":orange-badge[Retires] It retires{at} on {day(life.day)}{by}.",
        "retired": f":red-badge[Retired] It retired{at} on {day(life.day)}{by}.",
        "withdrawn": f":red-badge[Withdrawn] No longer sold by its maker since {day(life.day)}{by}.",
    }[life.stage]


def _licence_in_words(facts: Facts) -> str:
    """Return what the model's licence permits, as a badge and its clause in Markdown."""
    licence = facts["licence_id"] if _is_known(facts["licence_id"]) else None
    grant = granted(licence, facts["weights"] if _is_known(facts["weights"]) else None)
    if grant.terms == "closed" and licence is None:
        return ":gray-badge[Closed weights] To be used as a service, under its seller's terms."
    if licence is None:
        return ":gray-badge[Licence unknown]"
    clause = f" {_known(grant.clause.rstrip('.'))}." if grant.terms != "unknown" else " Nobody has read its terms here."
    return f":{LICENCE_TONES.get(grant.terms, 'orange')}-badge[{_known(grant.title or licence)}]{clause}"


def _draw_successor(facts: Facts, models: pd.DataFrame, today: date) -> None:
    """Lead to the model that took this one's place, where its maker's names show one."""
    found = successor(facts, models, today)
    if found is None:
        return
    name = models.set_index("model_id")["name"][found]
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown("Its maker's newest of this line:", width="content")
        model_link(found, str(name))
        compare_link([facts["model_id"], found], "Compare the two")


def _is_known(value: Any) -> bool:  # noqa: ANN401 - a cell of a frame
    return not pd.isna(value)


def _known(value: object) -> str:
    return markdown_text(shortened(one_line(value), LONGEST_NAME))
