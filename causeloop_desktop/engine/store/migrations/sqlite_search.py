"""The search index as SQLite makes it: FTS5 over the texts that the table of issues holds.

``detail=none`` and ``columnsize=0`` leave out positions and lengths, of which nothing of ours
makes use: lists keep their own sort, and words of a query are alternatives of no phrase. The
index is a third of its full size, and so is the work of each batch.
"""

from alembic import op

CREATE = """
CREATE VIRTUAL TABLE issue_search USING fts5(
    title, body, content='issues', content_rowid='key', detail=none, columnsize=0
)
"""


def create() -> None:
    """Make the index, where the database is SQLite."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(CREATE)
