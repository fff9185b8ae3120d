"""Tables in, the same tables with the matched counties out."""
