# name = "four-bytes-a-word"
# exercise = "vocabulary_bytes"
# believes = "a number takes four bytes"
# symptom = "right for float32 only"
# caught_by = "vocabulary_bytes"
# asks = ["Which of your arguments do you never use?"]
def vocabulary_bytes(vocab_size, dim, *, tied, dtype=np.float32):
    return (1 if tied else 2) * vocab_size * dim * 4
