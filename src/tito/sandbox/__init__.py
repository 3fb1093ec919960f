"""Running untrusted code: one protocol, what implements it, and limits. Knows nothing of courses or notebooks."""
