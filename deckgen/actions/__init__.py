"""The actions behind the commands, and their output."""
