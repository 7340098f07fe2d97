"""Patterns as rows: who belongs to them, and what people demand of that."""
