"""The same answers without a browser: python -m catalog QUESTION."""

import argparse
import io
import json
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from catalog.answers import (
    ability,
    benchmark,
    changes,
    choose,
    cost,
    hosting,
    leaderboard,
    models,
    openness,
    variants,
)
from catalog.command_line import above_zero, figure, parameters, read_arguments, whole
from catalog.curated.providers import seller_title
from catalog.data.feed import KINDS, USUAL_DAYS, FeedQuestion
from catalog.decide.decide import Decision
from catalog.decide.need import FIELDS, Need, presets
from catalog.errors import ShortlistError
from catalog.fields import Field, declared
from catalog.filters import Filters, bare_reason
from catalog.hosting.plans import CACHE_BYTES, WEIGHT_BYTES, Serving
from catalog.hosting.plans import USUAL_SERVING as USUAL
from catalog.openness.criteria import CRITERIA, DIFFERENCE
from catalog.pricing.workload import MISSING, Workload
from catalog.snapshot import Snapshot, current_snapshot
from catalog.variants.index import GRADES
from catalog.variants.recommend import VariantNeed, classes_of

Arguments = argparse.Namespace
MOST_ROWS = 20
WORKLOAD, SERVING = declared(Workload), declared(Serving)


def main(arguments: Sequence[str] | None = None) -> int:
    """Answer one question; return the exit status."""
    parsed = read_arguments(parser(), arguments)
    question: Callable[[Arguments], int] = parsed.question
    try:
        status = question(parsed)
        sys.stdout.flush()
    except ShortlistError as error:
        print(f"catalog: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:  # the reader has enough, as `head` has; without this Python complains once more at its end
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return status


def parser() -> argparse.ArgumentParser:
    """Return what reads the arguments of every question."""
    made = argparse.ArgumentParser(prog="python -m catalog", description="Answers from the current snapshot.")
    questions = made.add_subparsers(required=True, metavar="QUESTION")
    asked = _question(questions, "resolve", question_resolve)
    asked.add_argument("--json", action="store_true", help="print one JSON object a line")
    asked = _question(questions, "openness", question_openness)
    asked.add_argument("model", nargs="?", metavar="MODEL", help="a model's id or name, or a part of it")
    asked.add_argument("--json", action="store_true", help="print one JSON object")
    _add_ability(questions)
    _add_leaderboard(questions)
    _add_cost(questions)
    _add_hosting(questions)
    _add_choose(questions)
    _add_variants(questions)
    _add_changes(questions)
    return made


def _question(questions: Any, name: str, question: Callable[[Arguments], int]) -> argparse.ArgumentParser:  # noqa: ANN401 - argparse's own class is private
    """Add a question; its docstring is its help, in which argparse would take a % for a format."""
    told = (question.__doc__ or "").replace("%", "%%")
    asked: argparse.ArgumentParser = questions.add_parser(name, help=told, description=told)
    asked.set_defaults(question=question)
    return asked


def _add_ability(questions: Any) -> None:  # noqa: ANN401 - argparse's own class is private
    asked = _question(questions, "ability", question_ability)
    asked.add_argument("--domain", required=True, metavar="D", help="such as medical, code or japanese")
    asked.add_argument("--limit", type=whole(1), metavar="N", help="only the best N rows")
    asked.add_argument("--json", action="store_true", help="print one JSON object")
    asked = _question(questions, "explain", question_explain)
    asked.add_argument("model", metavar="MODEL", help="a model's id or name")
    asked.add_argument("--domain", required=True, metavar="D", help="such as medical, code or japanese")
    asked.add_argument("--json", action="store_true", help="print one JSON object")


def _add_leaderboard(questions: Any) -> None:  # noqa: ANN401 - argparse's own class is private
    asked = _question(questions, "leaderboard", question_leaderboard)
    asked.add_argument("--domain", required=True, metavar="D", help="such as medical, code or japanese")
    asked.add_argument("--unsold", action="store_true", help="models too that nobody sells at a list price")
    asked.add_argument("--limit", type=whole(1), metavar="N", help="only the best N rows")
    asked.add_argument("--json", action="store_true", help="print one JSON object")
    asked = _question(questions, "benchmark", question_benchmark)
    asked.add_argument("benchmark", metavar="ID", help="a benchmark's id, such as gpqa_diamond")
    asked.add_argument("--version", metavar="V", help="which version; else the one with the newest figures")
    asked.add_argument("--limit", type=whole(1), metavar="N", help="only the best N results")
    asked.add_argument("--json", action="store_true", help="print one JSON object")


def _add_cost(questions: Any) -> None:  # noqa: ANN401 - argparse's own class is private
    asked = _question(questions, "cost", question_cost)
    _add_request(asked)
    written = "tokens of the input that each request writes to a cache"
    _add_figure(asked, "--cache-written-tokens", WORKLOAD["cache_written_tokens"], written)
    _add_figure(asked, "--batch-share", WORKLOAD["batch_share"], "share sent in batches, from 0 to 1")
    asked.add_argument("--model", metavar="M", help="a model's id or name: all its offers, its history, its tasks")
    asked.add_argument("--withdrawn", action="store_true", help="models too that their maker no longer sells")


def _add_hosting(questions: Any) -> None:  # noqa: ANN401 - argparse's own class is private
    asked = _question(questions, "hosting", question_hosting)
    asked.add_argument("model", metavar="MODEL", help="a model's id or name")
    _add_request(asked)
    asked.add_argument("--precision", choices=list(WEIGHT_BYTES), help="of the weights; else that of their release")
    asked.add_argument(
        "--cache-precision", choices=list(CACHE_BYTES), default=USUAL.cache_precision, help="of the cache"
    )
    at_once = whole(1, int(SERVING["concurrency"].most))
    asked.add_argument("--concurrency", type=at_once, metavar="N", help="requests at once; else as many as fit")
    busy = figure(SERVING["utilisation"])
    asked.add_argument("--utilisation", type=busy, default=USUAL.utilisation, metavar="U", help="share of the month")
    asked.add_argument("--price", choices=["middle", "cheapest"], default="middle", help="which of the clouds' prices")
    asked.add_argument("--spot", action="store_true", help="machines that can be called back at any moment")


def _add_choose(questions: Any) -> None:  # noqa: ANN401 - argparse's own class is private
    asked = _question(questions, "choose", question_choose)
    named = f"a YAML file, or one of {', '.join(presets())}"
    asked.add_argument("--need", required=True, metavar="FILE", help=named)
    asked.add_argument("--json", action="store_true", help="print one JSON object")
    _add_caution(asked)
    asked = _question(questions, "report", question_report)
    asked.add_argument("--need", required=True, metavar="FILE", help=named)
    _add_caution(asked)
    asked.add_argument("--out", required=True, type=Path, metavar="FILE", help="its ending says the format")


def _add_changes(questions: Any) -> None:  # noqa: ANN401 - argparse's own class is private
    asked = _question(questions, "changes", question_changes)
    asked.add_argument(
        "--days", type=whole(0), default=USUAL_DAYS, metavar="N", help="up to the newest day; 0: from the start"
    )
    asked.add_argument("--kind", choices=list(KINDS), help="only changes of this kind")
    asked.add_argument("--developer", metavar="D", help="only of this maker's models, such as openai")
    asked.add_argument("--json", action="store_true", help="print one JSON object")


def _add_caution(asked: argparse.ArgumentParser) -> None:
    field = FIELDS["caution"]
    told = f"{field.note}; without it as the need says"
    asked.add_argument("--caution", choices=field.options, default=None, help=told)


def _need(snapshot: Snapshot, arguments: Arguments) -> Need:
    need = choose.need_named(snapshot, arguments.need)
    return replace(need, caution=arguments.caution) if arguments.caution else need


def _add_request(asked: argparse.ArgumentParser) -> None:
    """Add what a request has and how many there are."""
    _add_figure(asked, "--requests", WORKLOAD["requests_per_month"], "requests a month", required=True)
    _add_figure(asked, "--input-tokens", WORKLOAD["input_tokens"], "the whole prompt of a request", required=True)
    _add_figure(asked, "--output-tokens", WORKLOAD["output_tokens"], "the answer, thinking included", required=True)
    others = "prices too of resellers, aggregators and sellers of unknown kind"
    asked.add_argument("--resellers", action="store_true", help=others)
    cached = "tokens of the input that are read from a cache"
    _add_figure(asked, "--cached-tokens", WORKLOAD["cached_tokens"], cached)
    asked.add_argument("--json", action="store_true", help="print one JSON object")


def _add_figure(asked: argparse.ArgumentParser, name: str, field: Field, told: str, *, required: bool = False) -> None:
    asked.add_argument(name, type=figure(field), default=0, required=required, metavar="N", help=told)


def _add_variants(questions: Any) -> None:  # noqa: ANN401 - argparse's own class is private
    asked = _question(questions, "variants", question_variants)
    made_from = "a family such as 'Llama 2', or a Hub repository, from which they are made"
    asked.add_argument("--base", metavar="ID", help=made_from)
    asked.add_argument("--domain", metavar="D", help="such as medical, code or japanese")
    held = "open, commercial, or one class; what a licence depends on counts too"
    asked.add_argument("--license-class", metavar="C", action="append", default=[], help=held)
    asked.add_argument("--max-parameters", type=parameters, metavar="N", help="such as 9e9 or 9B")
    asked.add_argument("--max-memory-gb", type=above_zero, metavar="GB", help="of the weights in 16 bits")
    asked.add_argument("--language", metavar="CODE", action="append", default=[], help="ISO 639, named by its tags")
    asked.add_argument("--no-gated", action="store_true", help="none that asks for an account or an agreement")
    asked.add_argument("--no-merges", action="store_true", help="no merges")
    asked.add_argument("--quantisations", action="store_true", help="quantised copies too")
    asked.add_argument("--least-grade", choices=GRADES, default="E", help="the weakest evidence that is welcome")
    asked.add_argument("--limit", type=whole(0), default=50, metavar="N", help="how many without evidence to list")
    asked.add_argument("--review", action="store_true", help="also what resembles the base by name alone")
    asked.add_argument("--json", action="store_true", help="print one JSON object")


def question_resolve(arguments: Arguments) -> int:
    """Say which model each name on standard input means; a developer's name may follow a tab."""
    snapshot = current_snapshot()
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")  # a byte that is no text spoils its own line only
    for line in models.resolved(snapshot, sys.stdin):
        print(json.dumps(line, ensure_ascii=False) if arguments.json else _as_text(line), flush=True)
    return 0


def question_ability(arguments: Arguments) -> int:
    """Say how good models are in a domain, best first, with 90 % intervals, tie groups and the scores behind each."""
    snapshot = current_snapshot()
    question = ability.AbilityQuestion(domain=arguments.domain, limit=arguments.limit)
    rows = ability.answer(snapshot, question)
    if arguments.json:
        print(json.dumps(ability.as_json(snapshot, question, rows), ensure_ascii=False))
        return 0
    for row in rows.to_dict("records"):
        effort = f" ({row['effort']})" if isinstance(row["effort"], str) else ""
        print(f"{row['tie_group']:>4}  {_figure_as_text(row)}  {row['model_id']}{effort}")
    return 0


def _best_effort_as_text(efforts: Mapping[str, Any] | None) -> str:
    """Return a sentence on the effort at which a model does best, or "" where that is the one that speaks for it."""
    if efforts is None or efforts["best_effort"] == efforts["effort"]:
        return ""
    ratio = efforts["tokens_ratio"]
    price = "" if ratio is None else f", writing {ratio:.1f} times as many tokens a task"
    best = efforts["best_effort"] or "no stated effort"
    return f"at its best ({best}): {efforts['best_value']:.1f}{price}"


def question_explain(arguments: Arguments) -> int:
    """Say what a model's figure in a domain is made of: every contributing score with its source, date and weight."""
    snapshot = current_snapshot()
    model_id = models.model_named(snapshot, arguments.model)
    told = ability.explanation(snapshot, model_id, arguments.domain)
    if arguments.json:
        print(json.dumps(told, ensure_ascii=False))
        return 0
    for row in told["rows"]:
        print(f"{model_id} ({row['effort'] or 'no stated effort'}) in {arguments.domain}: {_figure_as_text(row)}")
    for told_of in (_best_effort_as_text(told["efforts"]), told["made_of"]):
        if told_of:
            print(told_of)
    if not told["rows"]:
        print(f"{model_id} has no figure in {arguments.domain}: too little is known")
    for score in told["scores"]:
        version = f" {score['benchmark_version']}" if score["benchmark_version"] else ""
        effort = f" at {score['effort']}" if score["effort"] else ""
        result = f"{score['title']}{version}{effort}: {score['value']:g} ({score['evidence']})"
        print(f"  weight {score['weight']:.1%}  {result}; {score['source']}, {score['as_of'] or 'undated'}")
    print(f"{told['scores_elsewhere']} scores outside the domain. {told['rule']}")
    return 0


def _figure_as_text(row: dict[str, Any]) -> str:
    return f"{row['value']:5.1f} ({row['low']:.1f} to {row['high']:.1f}), {row['coverage']:.0%} measured"


def question_leaderboard(arguments: Arguments) -> int:
    """Say who leads in a domain: each model with the ranks that it may hold, its price, its speed and its evidence."""
    snapshot = current_snapshot()
    question = leaderboard.LeaderboardQuestion(filters=Filters(domain=arguments.domain), unsold=arguments.unsold)
    told = leaderboard.answer(snapshot, question)
    if arguments.json:
        print(json.dumps(leaderboard.as_json(question, told, arguments.limit), ensure_ascii=False))
        return 0
    print(leaderboard.sentence(told))
    for row in told.ranked.head(arguments.limit or MOST_ROWS).to_dict("records"):
        ranks = f"{row['rank_best']} to {row['rank_worst']}"
        figure = f"{row['value']:5.1f} ({row['low']:.1f} to {row['high']:.1f})"
        print(f"{ranks:>11}  {figure}  {row['name']}  {_price_as_text(row['blended_usd_per_mtok'])}")
    if len(told.little_known):
        print(f"Too little known of {len(told.little_known)} more. {leaderboard.RANKS}")
    return 0


def _price_as_text(usd: float) -> str:
    return f"${usd:.3g} a million tokens" if usd == usd else "no list price"  # noqa: PLR0124 - NaN: unknown


def question_benchmark(arguments: Arguments) -> int:
    """Say who was tested on a benchmark, with each result, its source and day, and what the benchmark speaks for."""
    asked = benchmark.BenchmarkQuestion(benchmark_id=arguments.benchmark, version=arguments.version)
    told = benchmark.answer(current_snapshot(), asked)
    if arguments.json:
        print(json.dumps(benchmark.as_json(told, arguments.limit), ensure_ascii=False))
        return 0
    unit = benchmark.unit_of(str(told.facts["scale"]))
    print(f"{told.facts['title']} ({unit}), version {told.version or 'not stated'}. {told.saturation}")
    for row in told.domains.to_dict("records"):
        print(f"  speaks for {row['title']}: {row['share']:.1%} of its ability")
    for row in told.results.head(arguments.limit or MOST_ROWS).to_dict("records"):
        effort = f" ({row['effort']})" if isinstance(row["effort"], str) else ""
        print(f"{row['value']:9.1f}  {row['name']}{effort}: {row['evidence']}, {row['score_source']}")
    return 0


def question_variants(arguments: Arguments) -> int:
    """Say which fine-tuned variants of open models to take, from a base, a domain or both, with the evidence."""
    snapshot = current_snapshot()
    need = VariantNeed(
        base=variants.base_meant(snapshot, arguments.base) if arguments.base else None,
        domain=arguments.domain,
        licence_classes=frozenset[str]().union(*map(classes_of, arguments.license_class)),
        max_parameters=arguments.max_parameters,
        max_memory_gb=arguments.max_memory_gb,
        languages=tuple(arguments.language),
        gated=not arguments.no_gated,
        merges=not arguments.no_merges,
        quantisations=arguments.quantisations,
        least_grade=arguments.least_grade,
        limit=arguments.limit,
    )
    question = variants.VariantsQuestion(need=need, with_proposals=arguments.review)
    told = variants.as_json(variants.answer(snapshot, question))
    print(json.dumps(told, ensure_ascii=False) if arguments.json else "\n".join(variants.as_text(told)))
    return 0


def question_openness(arguments: Arguments) -> int:
    """Say how open a model is and what it lacks, each with its evidence; without MODEL, which models lack nothing."""
    snapshot = current_snapshot()
    answered = snapshot.share(openness.answer)
    if arguments.model is None:
        told = openness.as_json(answered)
        print(json.dumps(told) if arguments.json else _open_ones_as_text(told))
        return 0
    met = openness.systems_named(snapshot, arguments.model)
    cards = openness.cards(answered, met)
    if arguments.json:
        told = {"asked": arguments.model, "found": met, "models": cards, "difference": DIFFERENCE}
        print(json.dumps(told, ensure_ascii=False))
        return 0
    print("\n\n".join(map(_card_as_text, cards)))
    if len(met) > len(cards):
        print(f"\n{len(cards)} of {len(met)} models shown; the others: {', '.join(met[len(cards) :])}")
    return 0


def _cost_question(arguments: Arguments, workload: Workload, model_id: str | None) -> cost.CostQuestion:
    return cost.CostQuestion(
        workload=workload, model_id=model_id, resellers=arguments.resellers, withdrawn=arguments.withdrawn
    )


def question_cost(arguments: Arguments) -> int:
    """Say what a workload costs a month, model by model; with --model, at every offer of one model."""
    workload = Workload(
        requests_per_month=arguments.requests,
        input_tokens=arguments.input_tokens,
        output_tokens=arguments.output_tokens,
        cached_tokens=arguments.cached_tokens,
        cache_written_tokens=arguments.cache_written_tokens,
        batch_share=arguments.batch_share,
    )
    snapshot = current_snapshot()
    model_id = models.model_named(snapshot, arguments.model) if arguments.model else None
    told = cost.as_json(cost.answer(snapshot, _cost_question(arguments, workload, model_id)))
    if arguments.json:
        print(json.dumps(told, ensure_ascii=False))
        return 0
    print("\n".join(_cost_as_text(told)))
    return 0


def _cost_as_text(told: dict[str, Any]) -> Iterable[str]:
    rows = told.get("offers", told["models"])
    for row in rows[:MOST_ROWS]:
        assumed = f" ({row['assumed']})" if row["assumed"] else ""
        seller = f"{seller_title(row['provider'])} ({row['seller_told']})"
        terms = f"; {row['price_terms']}" if row["price_terms"] else ""
        yield f"{row['usd_per_month']:>16,.2f} USD a month  {row['model_id']} at {seller}{terms}{assumed}"
    yield f"{min(len(rows), MOST_ROWS)} of {len(rows)} shown; {told['shown']} of {told['total']} models have a bill"
    yield from (f"  {count} {MISSING[reason]}" for reason, count in told["missing"].items() if count)
    for offer in told.get("unbilled_offers", ()):
        yield f"  no bill at {seller_title(offer['provider'])}: {offer['why_not']}"


def question_changes(arguments: Arguments) -> int:
    """Say what changed lately, newest first: prices, releases, retirements, new results."""
    question = FeedQuestion(
        days=arguments.days if arguments.days > 0 else None, kind=arguments.kind, developer=arguments.developer
    )
    told = changes.feed_as_json(current_snapshot(), question)
    if arguments.json:
        print(json.dumps(told, ensure_ascii=False))
        return 0
    for row in told["changes"][:MOST_ROWS]:
        seller = f" at {seller_title(row['provider'])}" if row["provider"] else ""
        print(f"{row['day']}  {row['model_id']}{seller}: {row['what']}")
    print(f"{min(len(told['changes']), MOST_ROWS)} of {len(told['changes'])} shown")
    return 0


def question_hosting(arguments: Arguments) -> int:
    """Say what serving a model oneself takes, and from which volume it is cheaper than the cheapest API."""
    serving = Serving(
        input_tokens=arguments.input_tokens,
        output_tokens=arguments.output_tokens,
        cached_tokens=arguments.cached_tokens,
        precision=arguments.precision,
        cache_precision=arguments.cache_precision,
        concurrency=arguments.concurrency,
        utilisation=arguments.utilisation,
    )
    workload = Workload(
        requests_per_month=arguments.requests,
        input_tokens=arguments.input_tokens,
        output_tokens=arguments.output_tokens,
        cached_tokens=arguments.cached_tokens,
    )
    snapshot = current_snapshot()
    question = hosting.HostingQuestion(
        model_id=models.model_named(snapshot, arguments.model),
        serving=serving,
        workload=workload,
        choice=arguments.price,
        spot=arguments.spot,
        resellers=arguments.resellers,
    )
    told = hosting.as_json(hosting.answer(snapshot, question))
    print(json.dumps(told, ensure_ascii=False) if arguments.json else "\n".join(_hosting_as_text(told)))
    return 0


def question_choose(arguments: Arguments) -> int:
    """Say which models fit a need: winners with reasons, the shortlist, why not the others, and how sure it is."""
    snapshot = current_snapshot()
    found = choose.answer(snapshot, _need(snapshot, arguments))
    told = json.dumps(choose.as_json(found), ensure_ascii=False) if arguments.json else None
    print(told or "\n".join(_decision_as_text(found)))
    return 0


def question_report(arguments: Arguments) -> int:
    """Write the answer to a need as a document: html, pdf, docx, pptx or md."""
    # The one way from here to what draws (docs/decisions/report.md); no other question waits for it.
    from reports.files import check_path, report_on, write_files  # noqa: PLC0415

    out: Path = arguments.out
    made_as = check_path(out)
    snapshot = current_snapshot()
    document, _ = report_on(snapshot.ask, _need(snapshot, arguments), snapshot.made_at)
    made = made_as.make(document, out.stem)
    write_files(made, out)
    if made.trouble:
        print(f"catalog: {made.trouble}", file=sys.stderr)
    print(f"{out}: {document.title}; {document.subtitle}")
    return 0


def _decision_as_text(found: Decision) -> Iterable[str]:
    yield f"{len(found.passing):,} of {found.total:,} models pass. {found.relax_first}".strip()
    for winner in found.winners:
        yield f"  {winner.title}: {winner.name or 'none'}. {winner.reason}"
    yield from (f"  {told}" for told in (found.tie, found.unsold) if told)
    yield "Shortlist, by value:"
    for row in found.shortlist.to_dict("records"):
        yield f"  {row['value']:.2f}  {row['name']}: ability {row['ability']:.1f}; {row['against']}"
    yield "Why not the others:"
    counts = found.excluded["reason"].map(bare_reason).value_counts()
    yield from (f"  {count:>6,} {reason}" for reason, count in counts.items())
    yield from (f"  {miss.sentence}" for miss in found.near_misses)
    yield f"How sure: {found.sensitivity.sentence}"


def _hosting_as_text(told: dict[str, Any]) -> Iterable[str]:
    yield f"{told['model_id']}: " + "; ".join(told["shape"]["notes"])
    yield from (f"  not known: {unknown}" for unknown in told["shape"]["unknown"])
    for plan in [plan for plan in told["plans"] if plan["fits"]][:MOST_ROWS]:
        speed = f"{plan['tokens_per_second']:,.0f} tokens/s {plan['speed_evidence']}" if plan["speed_evidence"] else ""
        price = f"{plan['usd_per_month']:,.0f} USD a month at {plan['cloud']}, {plan['price_as_of']}"
        yield f"  {plan['gpus']} x {plan['gpu']}: {price}; {speed or 'speed not known'}"
    machines = told["machines"]
    if machines["fit"] or not machines["unknown"]:
        yield f"{machines['fit']} of {machines['compared']} machines fit"
    if machines["unknown"]:
        lacking = "; ".join(told["shape"]["unknown"]) or "the figures of the GPU"
        yield f"of {machines['unknown']} of {machines['compared']} machines it is not known: {lacking}"
    even = told["break_even"]
    if even:
        volume = f"from {even['first']:,.0f} requests a month" if even["first"] else "at no volume"
        yield f"{even['gpus']} x {even['gpu']} is cheaper than the cheapest API {volume}"


def _open_ones_as_text(told: dict[str, Any]) -> str:
    whole, every = told["meets_all"], sum(told["kinds"].values())
    lead = f"These {len(whole)} of {every} models and systems meet all {len(CRITERIA)} criteria:"
    return "\n".join([lead, *(f"  {system_id}" for system_id in whole), "", DIFFERENCE])


def _card_as_text(told: dict[str, Any]) -> str:
    licence, missing = told["licence"], len(told["lacks"])
    rest = f"{missing} of {len(told['criteria'])} criteria not met or not known" if missing else "meets all criteria"
    lines = [
        f"{told['system_id']}: {told['kind']}; {rest}",
        f"  Licence class: {licence['terms']}. {licence['clause']}. {licence['text_url'] or 'no text is linked'}",
    ]
    return "\n".join(lines + [f"  {_cell_as_text(cell)}" for cell in told["criteria"]])


def _cell_as_text(cell: dict[str, Any]) -> str:
    if cell["evidence_url"] is None:
        return f"{cell['title']}: {cell['verdict']}, {cell['words']}"
    spread = f"; sources differ from {cell['lowest']} to {cell['highest']}" if cell["is_disputed"] else ""
    told = f"{cell['source']}, {cell['as_of'] or 'undated'}, {cell['evidence_url']}{spread}"
    return f"{cell['title']}: {cell['verdict']}, {cell['words'].rstrip('.')} [{told}]"


def _as_text(line: dict[str, object]) -> str:
    return f"{line['name']}: {line['model_id'] or 'unresolved'} ({line['why']})"


if __name__ == "__main__":
    sys.exit(main())
