# name = "softmax-of-the-last-axis"
# exercise = "softmax_forward"
# believes = "classes are always the last axis"
# symptom = "right by default; dim is ignored"
# caught_by = "softmax_forward"
# asks = ["Where does your code use dim?", "In which direction do the numbers add up to 1 for dim=0?"]
def softmax_forward(x, dim=-1):
    powers = np.exp(x - np.max(x, axis=-1, keepdims=True))
    return powers / np.sum(powers, axis=-1, keepdims=True)
