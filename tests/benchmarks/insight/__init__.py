"""How good the insight is: real data in, the program's own answers out, scored from outside."""
