"""The REST API v1 as values: everything that crosses a process, one module per noun."""
