"""The framework of the course's reference solutions beside PyTorch and hand-written NumPy."""
