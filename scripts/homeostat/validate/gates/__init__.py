"""Gates: interchangeable judgements of a change, each a pure function from what was measured to a `Gate`."""
