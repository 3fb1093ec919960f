# name = "tied-takes-two"
# exercise = "vocabulary_bytes"
# believes = "each end has a table of its own"
# symptom = "twice as much for tied models"
# caught_by = "vocabulary_bytes"
# asks = ["How many tables are there when both ends use the same tensor?"]
def vocabulary_bytes(vocab_size, dim, *, tied, dtype=np.float32):
    return 2 * vocab_size * dim * np.dtype(dtype).itemsize
