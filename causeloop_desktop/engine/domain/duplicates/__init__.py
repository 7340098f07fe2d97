"""One occurrence told by several tools: the incident, its ticket, the customer's mail.

Two issues are joined where one names the other (a link), where both carry the same rare identifier,
or where they read alike and came at one time; never two of one source, however alike they are, and
never against a person. Precision comes first: what is ambiguous stays apart.

A join's score is certainty times closeness: the certainty of its kind (for likeness, the likeness
itself), and ``closeness = 1 - apart / window / 2``, so that of two equal claims the nearer wins.
"""
