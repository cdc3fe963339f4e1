"""Numbered-node networks: nodes with numbers, legs between them, and riding by numbers."""
