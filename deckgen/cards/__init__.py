"""What Anki will hold: notes, templates, sound, and the plan of a build."""
