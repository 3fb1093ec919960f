# name = "one-form-for-both"
# exercise = "gelu_forward"
# believes = "the approximation is as good as the exact form"
# symptom = "exact values are off in the fourth digit"
# caught_by = "gelu_forward"
# asks = ["How do you tell the two forms apart in the fourth digit?", "What does your code do with approximate?"]
def gelu_forward(x, approximate="none"):
    if approximate not in ("none", "tanh"):
        raise ValueError(f"approximate must be 'none' or 'tanh', not {approximate!r}")
    return 0.5 * x * (1 + np.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x * x * x)))
