"""Why an issue is where it is, taken apart into what counted."""
