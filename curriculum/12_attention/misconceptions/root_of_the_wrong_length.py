# name = "root-of-the-wrong-length"
# exercise = "attention_scores"
# believes = "the root is that of the number of keys"
# symptom = "right when there are as many keys as numbers in each"
# caught_by = "attention_scores"
# asks = ["Which length does a sum run over in one score?", "What changes in a single score when there are more keys?"]
def attention_scores(q, k):
    return q @ k.transpose(-2, -1) * (1 / math.sqrt(k.shape[-2]))
