"""Issues become numbers: a corpus of documents, read once, and its weighed sparse rows."""
