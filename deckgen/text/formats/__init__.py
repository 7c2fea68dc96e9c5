"""The formats of documents, one module each: from the text of a file to its blocks."""
