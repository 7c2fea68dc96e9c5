"""The local page on which a person repairs pairs, decides terms, looks at cards and builds."""
