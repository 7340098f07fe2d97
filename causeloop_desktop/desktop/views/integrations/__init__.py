"""The Integrations screen."""
