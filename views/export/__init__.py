"""Charts and tables as files, each with its sources."""
