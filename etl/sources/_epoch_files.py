"""The files of Epoch AI's zip: which column is the score, on which scale, and whose word it is."""

from dataclasses import dataclass

from catalog.records import Evidence

PERCENT = 100.0


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSpec:
    """How one file is read.

    `top` is the highest possible score there: 1 for fractions, 100 for percents, None for a unit without an end.
    `error_top` is the same for the column of standard errors.
    """

    benchmark_id: str
    score: str
    top: float | None = 1.0
    evidence: Evidence = "measured"
    error: str | None = None
    error_top: float = 1.0
    low: str | None = None
    high: str | None = None
    samples: str | None = None
    day: str | None = None
    version: str | None = None
    agent: str | None = None
    name: str = "Name"


def _own(benchmark_id: str) -> FileSpec:
    """Return how a file of Epoch's own runs is read."""
    return FileSpec(benchmark_id=benchmark_id, score="mean_score", error="stderr", day="Started at")


def _paper(benchmark_id: str, score: str = "Score") -> FileSpec:
    """Return how a file that was collected from papers is read: the figures are claims of the papers' authors."""
    return FileSpec(benchmark_id=benchmark_id, score=score, evidence="self-reported")


SPECS: dict[str, FileSpec] = {
    "chess_puzzles": _own("epoch_chess_puzzles"),
    "frontiermath": _own("frontiermath"),
    "frontiermath_tier_4": _own("frontiermath_tier_4"),
    "gpqa_diamond": _own("gpqa_diamond"),
    "math_level_5": _own("math_level_5"),
    "otis_mock_aime_2024_2025": _own("otis_mock_aime"),
    "simpleqa_verified": _own("simpleqa_verified"),
    "swe_bench_verified": _own("swe_bench_verified"),
    "epoch_capabilities_index": FileSpec(benchmark_id="epoch_eci", score="ECI Score", top=None),
    "adversarial_nli_external": _paper("adversarial_nli"),
    "arc_ai2_external": _paper("arc_challenge", "Challenge score"),
    "bbh_external": _paper("bbh", "Average"),
    "bool_q_external": _paper("boolq"),
    "common_sense_qa_2_external": _paper("commonsenseqa_2"),
    "gsm8k_external": _paper("gsm8k", "EM"),
    "hella_swag_external": _paper("hellaswag", "Overall accuracy"),
    "lambada_external": _paper("lambada"),
    "mmlu_external": _paper("mmlu", "EM"),
    "open_book_qa_external": _paper("openbookqa", "Accuracy"),
    "piqa_external": _paper("piqa"),
    # The board of ScienceQA lists what the papers' authors send in.
    "science_qa_external": _paper("scienceqa"),
    "superglue_external": _paper("superglue"),
    "trivia_qa_external": _paper("triviaqa", "EM"),
    "wino_grande_external": _paper("winogrande", "Accuracy"),
    "aider_polyglot_external": FileSpec(
        benchmark_id="aider_polyglot",
        score="Percent correct",
        top=PERCENT,
        day="Date of evaluation",
        agent="Edit format",
    ),
    # Its scores are fractions, its standard errors percents.
    "apex_agents_external": FileSpec(
        benchmark_id="apex_agents", score="Pass@1 score", error="Pass@1 Standard Error", error_top=PERCENT
    ),
    "arc_agi_external": FileSpec(benchmark_id="arc_agi_1", score="Score"),
    "arc_agi_2_external": FileSpec(benchmark_id="arc_agi_2", score="Score"),
    "balrog_external": FileSpec(
        benchmark_id="balrog", score="Average progress", error="Average Standard error", day="Date added"
    ),
    "cad_eval_external": FileSpec(benchmark_id="cad_eval", score="Overall pass (%)", samples="Total tasks"),
    "cybench_external": FileSpec(benchmark_id="cybench", score="Unguided % Solved"),
    "deepresearchbench_external": FileSpec(benchmark_id="deepresearch_bench", score="Average score"),
    "fictionlivebench_external": FileSpec(benchmark_id="fictionlivebench_120k", score="120k token score"),
    "gdpval_external": FileSpec(benchmark_id="gdpval", score="Win Rate (%)", evidence="preference"),
    # Points of 5,000 and ratings of 10, brought to 0-100 as every bounded test.
    "geobench_external": FileSpec(benchmark_id="geobench", score="ACW Avg Score", top=5000, agent="Tools"),
    "lech_mazur_writing_external": FileSpec(benchmark_id="lech_mazur_writing", score="Mean score", top=10),
    "gso_external": FileSpec(benchmark_id="gso", score="Score OPT@1", day="Evaluation date", agent="Scaffold"),
    "hle_external": FileSpec(benchmark_id="hle", score="Accuracy", error="Accuracy Standard Error"),
    "live_bench_external": FileSpec(
        benchmark_id="livebench", score="Global average", top=PERCENT, version="LiveBench Version"
    ),
    "metr_time_horizons_external": FileSpec(
        benchmark_id="metr_time_horizon",
        score="Time horizon",
        top=None,
        low="CI_low",
        high="CI_high",
        version="METR version",
    ),
    "os_world_external": FileSpec(
        benchmark_id="osworld", score="Score", top=PERCENT, day="Date added", agent="Agent", name="Agent"
    ),
    "posttrainbench_external": FileSpec(benchmark_id="posttrainbench", score="Average (%)", agent="Scaffold"),
    "simplebench_external": FileSpec(benchmark_id="simplebench", score="Score (AVG@5)"),
    "terminalbench_external": FileSpec(
        benchmark_id="terminal_bench_2", score="Accuracy mean", error="Accuracy SE", day="Run date", agent="Agent"
    ),
    "the_agent_company_external": FileSpec(benchmark_id="the_agent_company", score="% Score", day="Date", agent="Name"),
    "video_mme_external": FileSpec(benchmark_id="video_mme", score="Overall (no subtitles)"),
    "vpct_external": FileSpec(benchmark_id="vpct", score="Correct"),
    "webdev_arena_external": FileSpec(
        benchmark_id="webdev_arena",
        score="Arena Score",
        top=None,
        evidence="preference",
        low="95% CI Low",
        high="95% CI High",
        samples="Votes",
        day="Last updated",
    ),
}
LEFT_OUT = {
    "swe_bench_bash": "its publisher's terms are non-commercial",
    "weirdml_external": "an older copy of a board that is read itself",
}
NO_RESULTS = frozenset({"eci_benchmark_difficulties_and_slopes", "eci_scaling"})
