# name = "always-the-best"
# exercise = "next_token"
# believes = "the model's answer is the likeliest word"
# symptom = "the same text for every seed, and soon in circles"
# caught_by = "next_token"
# asks = ["How often does the second best come in your version?"]
def next_token(scores, temperature=1.0, top_k=None, rng=None):
    return scores.argmax(axis=-1)
