"""Table file formats, independent of places."""
