"""Facts of the trial room."""
