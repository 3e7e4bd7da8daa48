"""Learn: what a run came to in, an `Outcome` in the ledger out."""
