"""How open a model is, criterion by criterion."""
