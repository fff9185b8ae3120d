"""What people look at; the only importer of Rich."""
