# name = "else-means-tanh"
# exercise = "gelu_forward"
# believes = "there are only two words that anyone could pass"
# symptom = "a misspelt form is accepted"
# caught_by = "gelu_forward"
# asks = ["What does your code do with 'tan'?", "How would anyone find that mistake?"]
def gelu_forward(x, approximate="none"):
    if approximate == "none":
        return 0.5 * x * (1 + erf(x / math.sqrt(2)))
    return 0.5 * x * (1 + np.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x * x * x)))
