"""What a later detection does instead: link in what is new, describe what changed."""
