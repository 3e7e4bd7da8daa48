"""Remedies for code: interchangeable strategies behind one Protocol; their order is the ladder."""
