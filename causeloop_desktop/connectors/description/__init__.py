"""How a source describes itself: data, and one pure function from a row to a record."""
