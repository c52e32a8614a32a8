"""Methods held against what they were not shown."""
