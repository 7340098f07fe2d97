"""Webhooks that come in: set up, believed or refused, made into issues."""
