"""Programs that fit the weights which deckgen ships; README.md says how."""
