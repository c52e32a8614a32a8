"""How good models are, by domain: a factor model over the sparse matrix of scores."""
