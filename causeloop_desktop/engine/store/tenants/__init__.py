"""Tenants as rows: organizations, workspaces, and the tokens that let somebody in."""
