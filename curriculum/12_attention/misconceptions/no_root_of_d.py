# name = "no-root-of-d"
# exercise = "attention_scores"
# believes = "a product says how alike two vectors are"
# symptom = "right for d = 1, else too large by the root of d: softmax is sure too soon"
# caught_by = "attention_scores"
# asks = ["How large is a product of two random vectors of length 64?", "What stands below the line in the formula?"]
def attention_scores(q, k):
    return q @ k.transpose(-2, -1)
