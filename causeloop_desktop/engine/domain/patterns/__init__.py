"""What a pattern is called, what it is about, how sure, how alive and how risky it is."""
