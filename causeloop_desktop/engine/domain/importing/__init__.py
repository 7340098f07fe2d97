"""Files become records: what a file is, what its columns mean, what each row says."""
