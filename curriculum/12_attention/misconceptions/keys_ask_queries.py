# name = "keys-ask-queries"
# exercise = "attention_scores"
# believes = "the order of the two does not matter"
# symptom = "scores are turned: a row for each key"
# caught_by = "attention_scores"
# asks = ["What is one row of the result?", "Which of (T, S) and (S, T) do you return?"]
def attention_scores(q, k):
    return k @ q.transpose(-2, -1) * (1 / math.sqrt(q.shape[-1]))
