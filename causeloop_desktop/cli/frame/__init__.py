"""What every verb is made of: options, a session, answers, and errors in one sentence."""
