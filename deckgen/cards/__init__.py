"""What Anki will hold: notes, templates, recordings, and the plan of a build."""
