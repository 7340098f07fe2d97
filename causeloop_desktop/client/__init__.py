"""The one way to an engine: a client over HTTP, whoever the engine is."""
