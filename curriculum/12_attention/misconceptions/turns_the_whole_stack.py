# name = "turns-the-whole-stack"
# exercise = "attention_scores"
# believes = "T is the transpose"
# symptom = "right for two axes; in a stack all axes turn"
# caught_by = "attention_scores"
# asks = ["What does .T do with four axes?", "Which two axes should turn?"]
def attention_scores(q, k):
    return q @ k.T * (1 / math.sqrt(q.shape[-1]))
