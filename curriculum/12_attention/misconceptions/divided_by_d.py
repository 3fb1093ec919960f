# name = "divided-by-d"
# exercise = "attention_scores"
# believes = "the scores are divided by the length of the vectors"
# symptom = "too small by the root of d: at first everybody looks everywhere"
# caught_by = "attention_scores"
# asks = ["Which power of d keeps the size of the scores at 1?"]
def attention_scores(q, k):
    return q @ k.transpose(-2, -1) * (1 / q.shape[-1])
