"""Three-way merging of changes on two sides."""
