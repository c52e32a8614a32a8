"""How OpenRouter's pages write models and sellers, where a page is not its API.

`Google` is Google's cloud there (Vertex AI); `Google AI Studio` is another seller. A permaslug is the canonical slug of
the API: `maker/model-20260501`. An id (`maker/model`) may mean another model next year, so it is never joined on.
"""

from catalog.curated.providers import provider
from catalog.identity.resolve import Name

_VERTEX = {"google": "google-vertex"}


def seller(title: str) -> str:
    """Return the provider's slug for the name that OpenRouter's pages show."""
    bare = title.strip()
    return provider(_VERTEX.get(bare.lower(), bare)).slug


def named(permaslug: str) -> Name:
    """Return a model's name from its permaslug."""
    return Name(permaslug, permaslug.split("/", maxsplit=1)[0])
