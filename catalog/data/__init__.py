"""The figures themselves: how fresh and sound they are, and what changed between snapshots."""
