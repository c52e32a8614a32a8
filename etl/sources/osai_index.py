"""The European Open Source AI Index: how open a system is, criterion by criterion.

One YAML file a system. Some have the end model and its base swapped, or link the weights of a sibling: a Hub repository
is taken only when its name is the end model's, and a system whose links name its base instead is joined to no model.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from catalog.curated.licences import licence
from catalog.identity.resolve import Name
from catalog.records import OpennessVerdict, Verdict
from etl.errors import ParseError
from etl.reading import field_of, table_of
from etl.source import Answer, Batch, Door, Source
from etl.sources._openness_files import YamlFile, first_link, linked_repos, repo_named, yaml_files

URL = "https://codeload.github.com/Language-Technology-Assessment/main-database/tar.gz/refs/heads/main"

_NO_SYSTEMS = ("_", "a_submission_template")
_TEXT = frozenset({"text", "code", "multimodal"})
_VERDICTS: dict[str, Verdict] = {"open": "open", "partial": "partial", "closed": "closed"}
_NOT_NAMED = frozenset({"", "none", "undisclosed", "unknown", "?"})
_WEIGHTS = "weights_endmodel"


def fetch(door: Door) -> Sequence[Answer]:
    """Fetch the index's repository."""
    return [door.get(URL)]


def parse(answers: Sequence[Answer]) -> Batch:
    """Read one verdict a system and criterion."""
    batch = Batch()
    systems = 0
    for answer in answers:
        for file in yaml_files(answer, batch):
            if not file.path.name.startswith(_NO_SYSTEMS):
                systems += 1
                _add_system(batch, file, answer.last_modified)
    if not batch.found:
        message = f"osai_index: systems with criteria expected, found {systems} files without any"
        raise ParseError(message)
    return batch


def _add_system(batch: Batch, file: YamlFile, last_modified: date | None) -> None:
    try:
        content = table_of(file.content, file.path.name)
        system = table_of(field_of(content, "system", file.path.name), file.path.name)
        kinds = {kind.strip() for kind in str(system.get("type") or "not stated").lower().split(",")}
        subject = str(field_of(system, "name", file.path.name) or "").strip()
    except ParseError as error:
        batch.reject("the file describes no system", str(error))
        return
    if not kinds & _TEXT:
        batch.reject(f"not a text system: {', '.join(sorted(kinds))}", subject)
        return
    name = _name(content, system)
    for criterion, judged in content.items():
        if isinstance(judged, dict) and "class" in judged:
            verdict = OpennessVerdict(
                subject=subject,
                hub_repo_id=name.hub_repo_id if name else None,
                criterion=criterion,
                verdict=_VERDICTS.get(str(judged["class"]).strip().lower(), "unknown"),
                licence_id=_licence_id(system) if criterion == _WEIGHTS else None,
                evidence_url=first_link(judged.get("link")),
                as_of=last_modified or file.committed_on,
            )
            batch.add(verdict, name)


def _name(content: dict[str, Any], system: dict[str, Any]) -> Name | None:
    """Return the end model's name; None where the file does not say which model it is about."""
    text = str(system.get("endmodelname") or "").strip()
    if text.lower() in _NOT_NAMED:
        return None
    weights, organisation = content.get(_WEIGHTS), content.get("org")
    links = [weights.get("link") if isinstance(weights, dict) else None, system.get("link")]
    repos = linked_repos(links)
    repo = repo_named(text, repos)
    base = str(system.get("basemodelname") or "").strip()
    if repo is None and base and base != text and repo_named(base, repos):
        return None
    developer = organisation.get("name") if isinstance(organisation, dict) else None
    return Name(text, str(developer).strip() if developer else None, repo)


def _licence_id(system: dict[str, Any]) -> str | None:
    stated = str(system.get("endmodellicense") or system.get("endmodel license") or "").strip()
    found = licence(stated)
    return found.licence_id if found else stated or None


SOURCE = Source(
    source_id="osai_index",
    title="European Open Source AI Index",
    publisher="Radboud University, Language and Technology Assessment",
    url="https://osai-index.eu",
    licence="CC-BY-4.0",
    attribution="European Open Source AI Index (Liesenfeld and Dingemanse 2024), CC BY 4.0, https://osai-index.eu",
    cadence_days=30,
    fetch=fetch,
    parse=parse,
    min_rows=800,
)
