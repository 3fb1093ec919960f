# name = "keeps-0-away-from-the-sum"
# exercise = "softmax_forward"
# believes = "a little more under the line keeps 0 away and does no harm"
# symptom = "no row adds up to 1, and every probability is a millionth too small"
# caught_by = "softmax_forward"
# asks = ["How small can the sum be, when the largest score has become 0?", "What do the probabilities add up to now?"]
def softmax_forward(x, dim=-1):
    powers = np.exp(x - np.max(x, axis=dim, keepdims=True))
    return powers / (np.sum(powers, axis=dim, keepdims=True) + 1e-6)
