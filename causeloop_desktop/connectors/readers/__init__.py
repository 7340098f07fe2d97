"""What reads a source that speaks HTTP, and how a reader is opened for any source."""
