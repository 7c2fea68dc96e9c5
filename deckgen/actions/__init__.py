"""What each command does, and what is said of it."""
