"""Jobs: long work in workers, queued, run, cancelled, resumed, and the rows that it leaves."""
