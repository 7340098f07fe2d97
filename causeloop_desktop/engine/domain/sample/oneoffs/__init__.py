"""Issues that happened once and fit nowhere, as a quarter of real ones do."""
