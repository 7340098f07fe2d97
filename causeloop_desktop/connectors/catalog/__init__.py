"""The sources that we ship, one folder each: a description, a pure function a stream, samples."""
