"""What a source is asked with: sealed credentials, and authorisations given in the browser."""
