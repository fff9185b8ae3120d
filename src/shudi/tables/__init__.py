"""Table file formats; nothing here knows of places."""
