"""How calls travel: requests, pages, rows and frames over HTTP."""
