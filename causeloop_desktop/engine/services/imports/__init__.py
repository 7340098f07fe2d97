"""Imports: files come in as a stream, wait in the spool, and become issues by a job."""
