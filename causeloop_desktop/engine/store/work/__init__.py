"""Work as rows: jobs, operations of people, and what the stream is told of both."""
