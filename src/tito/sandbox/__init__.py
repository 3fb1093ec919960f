"""Running untrusted code: one protocol, what implements it, and limits. Knows nothing of courses or notebooks.

Reading order: protocol → choose → levels (what others call) → room (the owner's side) → server, walls (inside) →
kernel, landlock, seccomp, cgroup, enter, runtime (what walls are made of) → trial, probe (trying them out) → plain,
process (a student's own code on their own machine).
"""
