"""The report on a need: its content as plain data, and a writer for each format."""
