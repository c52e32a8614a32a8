"""The lower part of Try: a run under way, its answers side by side, the blind vote, and what it found."""

import random
from collections.abc import Sequence

import streamlit as st

from trial.grading import grade
from trial.results import LEVEL, differences, summary
from trial.runner import Going
from trial.runs import Answer, Grade, Run, RunWriter, now, read_run, run_path
from views.charts.trial import shares_alt, shares_figure
from views.shell.wording import markdown_text, shortened
from views.try_out import background

LONGEST_SHOWN = 20_000
TITLES = {
    "exact": "Exact",
    "contains": "Contains",
    "regex": "Regular expression",
    "number": "Number",
    "schema": "JSON schema",
}

_number = st.column_config.NumberColumn
COLUMNS = {
    "model_id": st.column_config.TextColumn("Model", pinned=True),
    "share": _number("Share passed", format="percent"),
    "low": _number("From", format="percent", width=90, help="Lower end of the 90 % interval."),
    "high": _number("To", format="percent", width=90, help="Upper end of the 90 % interval."),
    "group": _number("Group", help="Models of one group cannot be told apart."),
    "passed": _number("Passed", help="Answers that passed."),
    "graded": _number("Graded prompts"),
    "usd": _number("USD", format="%.4f"),
    "first_token_seconds": _number("First token, s", format="%.2f", help="Median."),
    "output_tokens_per_second": _number("Output tokens/s", format="localized", help="Median.", step=1),
    "input_tokens": _number("Input tokens", format="localized"),
    "output_tokens": _number("Output tokens", format="localized"),
    "thinking_tokens": _number("Thinking tokens", format="localized"),
    "prompts": _number("Prompts"),
    "answers": _number("Answers"),
    "errors": _number("Errors"),
    "kept": _number("Kept", help="Answers of an earlier run of the same call: they cost nothing."),
}


@st.fragment(run_every="1s")
def draw_under_way(run_id: str) -> None:
    """Draw how far a run is, what it writes, and the button that stops it; draw the page anew at its end."""
    going = background.under_way(run_id)
    if going is None:
        st.rerun()
        return
    done = len(going.answers)
    st.progress(done / max(going.total, 1), text=f"{done:,} of {going.total:,} answers")
    st.button("Stop", on_click=_stop, args=(going,), help="What is there is kept.", key="try_stop")
    for (model_id, prompt_id, _), text in list(going.texts.items())[:6]:
        st.caption(markdown_text(f"{model_id}, {prompt_id}"))
        _text(text)


def _stop(going: Going) -> None:
    going.stop.set()


def draw_results(run: Run) -> None:
    """Draw a run that is at its end: figures first, then the answers."""
    writer = RunWriter(run_path(run.head.run_id))
    if run.end is None:
        st.warning("This run did not end: the server stopped meanwhile. What came is here, and is not paid for twice.")
    elif run.end.reason != "done":
        st.warning("Stopped at its budget." if run.end.reason == "budget" else "Stopped. What came is kept.")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        by = st.selectbox("Grade by", list(TITLES), format_func=TITLES.__getitem__, key="try_by", width=220)
        if st.button("Grade", key="try_grade"):
            writer.add(*grade(run, by))
            st.rerun()
    kinds = list(dict.fromkeys(each.by for each in run.grades))
    kind = st.segmented_control("Results by", kinds, default=kinds[-1], key="try_kind") if len(kinds) > 1 else None
    _draw_figures(run, kind)
    _draw_answers(run, writer)


def _draw_figures(run: Run, by: str | None) -> None:
    table = summary(run, by)
    st.dataframe(
        table.assign(group=table["group"].where(table["group"] > 0)),  # 0: nothing is graded
        hide_index=True,
        column_order=list(COLUMNS),
        column_config=COLUMNS,
        placeholder="-",
    )
    if table["share"].notna().any():
        st.plotly_chart(shares_figure(table), key="try_chart", alt=shares_alt(table))
        for each in differences(run, str(table["by"][0])):
            told = f"{each.first_id} does better on {each.better} of {each.prompts} prompts, {each.second_id} on "
            told += f"{each.worse}"
            if each.low is not None and each.high is not None:
                interval = f"{LEVEL:.0%} interval {each.low:+.0%} to {each.high:+.0%}"
                told += f" (difference of shares {each.value:+.0%}, {interval})"
            st.markdown(markdown_text(f"{told}."))


def _draw_answers(run: Run, writer: RunWriter) -> None:
    prompts = run.prompts()
    st.subheader("Answers", anchor=False)
    asked = st.selectbox("Prompt", list(prompts), key="try_shown")
    _text(prompts[asked].prompt)
    mine = [a for a in run.answers if a.prompt_id == asked and a.repetition == 0]
    is_voted = any(g.by == "vote" and g.prompt_id == asked for g in run.grades)
    is_blind = st.toggle("Blind vote", key="try_blind", help="Names are hidden until you have voted.")
    if is_blind and not is_voted:
        _draw_vote(run.head.run_id, [a for a in mine if a.error is None], writer)
        return
    for column, answer in zip(st.columns(len(mine) or 1), mine, strict=False):
        with column:
            st.markdown(f"**{markdown_text(answer.model_id)}**")
            if answer.error:
                st.caption(markdown_text(answer.error))
            _text(answer.text or "")


def _draw_vote(run_id: str, answers: Sequence[Answer], writer: RunWriter) -> None:
    shown = list(answers)
    if len(shown) < 2:  # noqa: PLR2004 - a vote is between two
        st.info("A vote needs two whole answers to this prompt.")
        return
    random.Random(f"{run_id} {shown[0].prompt_id}").shuffle(shown)  # noqa: S311 - an order, no secret
    for place, (column, answer) in enumerate(zip(st.columns(len(shown)), shown, strict=True)):
        with column:
            st.markdown(f"**Answer {place + 1}**")
            _text(answer.text or "")
            st.button("Best", key=f"try_vote_{place}", on_click=_vote, args=(writer, shown, answer))
    st.button("No difference", key="try_vote_tie", on_click=_vote, args=(writer, shown, None))


def _vote(writer: RunWriter, shown: Sequence[Answer], best: Answer | None) -> None:
    pairs = [(a, b) for place, a in enumerate(shown) for b in shown[place + 1 :] if best is None or best in (a, b)]
    writer.add(
        *(
            Grade(
                "vote",
                "a person, names hidden",
                first.prompt_id,
                first.repetition,
                first.model_id,
                other_id=second.model_id,
                winner_id=None if best is None else best.model_id,
                made_at=now(),
            )
            for first, second in pairs
        )
    )


def _text(text: str) -> None:
    st.code(shortened(text, LONGEST_SHOWN), language=None, wrap_lines=True)


def shown_run(run_id: str) -> Run:
    """Return the run that the address names.

    Raises:
        RunFileError: there is none.
    """
    return read_run(run_path(f"{run_id}.jsonl"))
