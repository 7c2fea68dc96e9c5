"""Checks: what is wrong or doubtful in the sources."""
