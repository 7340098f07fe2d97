"""Connections to sources as rows: how they are let in, what their runs brought, who tells them."""
