"""Match the places in a table and add the results."""
