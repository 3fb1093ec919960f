# name = "softmax-over-everything"
# exercise = "softmax_forward"
# believes = "softmax normalises the whole array"
# symptom = "one row would be right; a batch is too small by its number of rows"
# caught_by = "softmax_forward"
# asks = ["Along which axis should the numbers add up to 1?", "What does your result for two rows add up to?"]
def softmax_forward(x, dim=-1):
    powers = np.exp(x - np.max(x))
    return powers / np.sum(powers)
