"""The tables that people keep by hand in datasets/, read and checked."""
