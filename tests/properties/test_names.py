"""Names: a spelling changes nothing, a size changes everything, and no name raises."""

from collections.abc import Callable

from hypothesis import assume, given
from hypothesis import strategies as st

from catalog.identity.names import parts, slug, split_path, without_precision
from catalog.identity.resolve import Identity, KnownModel, Name
from tests.properties.given import texts

_families = st.sampled_from(["quokka", "lumen", "tarn", "zephyrus"])
_sizes = st.sampled_from(["0.5b", "1b", "3b", "7b", "8b", "13b", "70b", "72b", "405b", "8x7b", "8x22b"])
_versions = st.sampled_from(["", "2", "2.5", "3.1", "4"])
_tunes = st.sampled_from(["", "instruct", "coder", "vision", "mini"])
pieces = st.tuples(_families, _versions, _sizes, _tunes).map(lambda found: [piece for piece in found if piece])
_separators = st.sampled_from([" ", "-", "_", "  "])


def _identity(*names: list[str]) -> Identity:
    return Identity(
        KnownModel(model_id=f"acme/{'-'.join(name)}", hub_repo_id=f"Acme/{'-'.join(name).title()}") for name in names
    )


@given(st.lists(pieces, min_size=1, max_size=6, unique_by=tuple))
def test_an_id_means_itself(names: list[list[str]]) -> None:
    identity = _identity(*names)
    for known in identity.known():
        found = identity.resolve(Name(known.model_id))
        assert found.model_id == known.model_id
        assert found.confidence == 1.0
        assert identity.resolve(Name(str(known.hub_repo_id))).model_id == known.model_id


@given(st.lists(pieces, min_size=1, max_size=6, unique_by=tuple), st.integers(0, 5), _separators)
def test_what_a_name_means_is_an_id_that_means_itself(names: list[list[str]], place: int, by: str) -> None:
    identity = _identity(*names)
    found = identity.resolve(Name(by.join(names[place % len(names)])))
    assert found.model_id is not None
    assert identity.resolve(Name(found.model_id)).model_id == found.model_id


@given(pieces, st.lists(_separators, min_size=3, max_size=3), st.sampled_from([str.upper, str.title, str.lower]))
def test_case_and_separators_do_not_matter(name: list[str], by: list[str], case: Callable[[str], str]) -> None:
    spelled = case("".join(f"{piece}{each}" for piece, each in zip(name, [*by, ""], strict=False)).strip(" -_"))
    assert parts(spelled, with_effort=True).words == parts("-".join(name), with_effort=True).words
    assert _identity(name).resolve(Name(spelled)).model_id == f"acme/{'-'.join(name)}"


@given(pieces, _sizes, _separators)
def test_a_size_never_joins_another(name: list[str], size: str, by: str) -> None:
    place = next(place for place, piece in enumerate(name) if piece.endswith("b") and piece[0].isdigit())
    assume(name[place] != size)
    other = [*name[:place], size, *name[place + 1 :]]
    identity = _identity(other)
    for text in (by.join(name), f"acme/{'-'.join(name)}", f"acme/{'-'.join(name)}-GGUF", f"{by.join(name)} (high)"):
        assert identity.resolve(Name(text)).model_id is None
    assert _identity(name, other).resolve(Name(by.join(name))).model_id == f"acme/{'-'.join(name)}"


@given(texts, st.none() | texts, st.none() | texts)
def test_no_name_raises(text: str, developer: str | None, repo: str | None) -> None:
    identity = _identity(["quokka", "7b"], ["quokka", "70b"])
    for name in (text, f"acme/{text}", f"quokka {text}", f"{text}-7b", f"quokka 7b ({text})"):
        found = identity.resolve(Name(name, developer, repo))
        assert found.model_id in {None, "acme/quokka-7b", "acme/quokka-70b"}
        assert found.why
    identity.original_repo(text)
    parts(text, with_effort=True)
    assert "  " not in slug(text)
    split_path(text)
    without_precision(text)
