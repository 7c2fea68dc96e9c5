"""Files: places in them, problems at a place, edits that leave every other byte untouched."""
