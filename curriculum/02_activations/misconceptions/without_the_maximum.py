# name = "without-the-maximum"
# exercise = "softmax_forward"
# believes = "the formula can be typed in as it stands"
# symptom = "right for small scores, overflow or nan for large ones"
# caught_by = "softmax_forward"
# asks = ["What is exp(1000)?", "Which constant could you take away from every score without changing the fraction?"]
def softmax_forward(x, dim=-1):
    powers = np.exp(x)
    return powers / np.sum(powers, axis=dim, keepdims=True)
