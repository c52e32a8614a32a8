"""The Model Openness Tool: which of the framework's 17 components a model comes with, and under which licence.

An entry lists what was released, so a component that is not listed is closed. Traps: licences are free text, and
"Component not included" stands among them; entries without any address (Claude 2 under MIT) have nothing to show for
what they claim, so that such a claim is unknown; links point to siblings of another size.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from catalog.curated.licences import OPEN_CLASSES, Licence, licence
from catalog.identity.resolve import Name
from catalog.records import OpennessVerdict, Verdict
from etl.errors import ParseError
from etl.reading import field_of, list_of, table_of
from etl.source import Answer, Batch, Door, Source
from etl.sources._openness_files import (
    YamlFile,
    are_other_sizes,
    first_link,
    linked_repos,
    repo_named,
    yaml_files,
)

URL = "https://codeload.github.com/lfai/model_openness_tool/tar.gz/refs/heads/main"

# The framework's components, each with the kind of licence that fits it.
COMPONENTS = {
    "Model architecture": "code",
    "Data preprocessing code": "code",
    "Training code": "code",
    "Inference code": "code",
    "Evaluation code": "code",
    "Supporting libraries and tools": "code",
    "Model parameters (Final)": "data",
    "Model parameters (Intermediate)": "data",
    "Model metadata": "data",
    "Datasets": "data",
    "Evaluation data": "data",
    "Model card": "document",
    "Data card": "document",
    "Technical report": "document",
    "Research paper": "document",
    "Evaluation results": "document",
    "Sample model outputs": "document",
}
_NOT_RELEASED = ("component", "proprietary", "undisclosed")


def fetch(door: Door) -> Sequence[Answer]:
    """Fetch the tool's repository."""
    return [door.get(URL)]


def parse(answers: Sequence[Answer]) -> Batch:
    """Read one verdict a model and component."""
    batch = Batch()
    for answer in answers:
        for file in yaml_files(answer, batch):
            if file.path.parent.name == "models":
                _add_model(batch, file, answer.last_modified)
    if not batch.found:
        message = "mot: models with components expected, found none"
        raise ParseError(message)
    return batch


def _add_model(batch: Batch, file: YamlFile, last_modified: date | None) -> None:
    where = file.path.name
    try:
        release = table_of(field_of(file.content, "release", where), where)
        listed = {entry["name"]: entry for entry in list_of(field_of(release, "components", where), where)}
        name = str(release["name"]).strip()
    except (ParseError, KeyError, TypeError) as error:
        batch.reject("the file describes no release", f"{where}: {error}")
        return
    if are_other_sizes(name, file.path.stem):
        batch.reject("the name and the file's name are of different sizes", f"{where}: {name}")
        return
    for unknown in sorted(listed.keys() - COMPONENTS.keys()):
        batch.reject("not a component of the framework", f"{where}: {unknown}")
    version = str(release.get("version") or "").strip()
    is_sized = version[:1].isdigit() and not are_other_sizes(name, version) and version.lower() not in name.lower()
    text = f"{name} {version}" if is_sized and not any(character.isdigit() for character in name) else name
    repo = repo_named(name, linked_repos([release.get("huggingface")]))
    address = _address(release, listed)
    for component, kind in COMPONENTS.items():
        stated = _stated_licence(release, listed[component], kind) if component in listed else None
        found = licence(stated) if stated else None
        batch.add(
            OpennessVerdict(
                subject=text,
                hub_repo_id=repo,
                criterion=component,
                verdict=_verdict(stated, found, address),
                licence_id=found.licence_id if found and found.licence_id != "unknown" else None,
                evidence_url=_address({}, {component: listed.get(component, {})}) or address,
                as_of=last_modified or file.committed_on,
            ),
            Name(text, str(release.get("producer") or "").strip() or None, repo),
        )


def _stated_licence(release: dict[str, Any], entry: dict[str, Any], kind: str) -> str:
    """Return the licence of a listed component: its own, else the release's for its kind, else the release's."""
    overall = release.get("license") if isinstance(release.get("license"), dict) else {}
    wider = [(overall or {}).get(key) for key in (kind, "distribution")]
    texts = [entry.get("license"), *(part.get("name") for part in wider if isinstance(part, dict))]
    return next((str(text).strip() for text in texts if text), "unlicensed")


def _verdict(stated: str | None, found: Licence | None, address: str | None) -> Verdict:
    if stated is None or stated.lower().startswith(_NOT_RELEASED):
        return "closed"
    if address is None:
        return "unknown"
    return "open" if found and found.licence_class in OPEN_CLASSES else "partial"


def _address(release: dict[str, Any], listed: dict[str, dict[str, Any]]) -> str | None:
    """Return the first address where something of the release can be had."""
    repos = linked_repos([release.get("huggingface")])
    links = [release.get("repository"), release.get("huggingface"), repos and f"https://huggingface.co/{repos[0]}"]
    links += [entry.get(key) for entry in listed.values() for key in ("component_path", "license_path")]
    return next((link for link in map(first_link, links) if link), None)


SOURCE = Source(
    source_id="mot",
    title="Model Openness Tool",
    publisher="LF AI & Data, Generative AI Commons",
    url="https://mot.isitopen.ai",
    licence="MIT",
    attribution="Model Openness Tool by LF AI & Data, MIT, https://mot.isitopen.ai",
    cadence_days=90,
    fetch=fetch,
    parse=parse,
    min_rows=2_000,
)
