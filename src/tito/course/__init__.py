"""Modules as text and data: pure functions over the files they are given; no printing, no processes.

Read in this order: `manifest` (the registry), `percent` and `cells` (a module file), `curriculum` (a module's folder),
`notebook` and `editions` (what students and instructors get), `assemble` (the package file), `restore` (hand-ins),
`student_edition` (what ships), `lint` and `leaks` (the rules).
"""
