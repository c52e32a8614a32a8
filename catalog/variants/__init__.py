"""Fine-tuned variants of open models: lineage, evidence, ranking."""
