"""What changed from one snapshot to another?"""

from catalog.data.changes import Changes, changes
from catalog.snapshot import Snapshot


def changes_since(after: Snapshot, before: Snapshot) -> Changes:
    """Return what changed from an earlier snapshot to a later one: for `after.share`.

    Raises:
        StoreError: one of them cannot answer.
    """
    return changes(before.store, after.store)
