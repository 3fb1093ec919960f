# name = "forgets-the-root"
# exercise = "gelu_forward"
# believes = "erf is the normal distribution"
# symptom = "right at 0 and far out, too steep between"
# caught_by = "gelu_forward"
# asks = ["At which x is the probability 84 %?", "What does the formula divide x by before erf?"]
def gelu_forward(x, approximate="none"):
    if approximate not in ("none", "tanh"):
        raise ValueError(f"approximate must be 'none' or 'tanh', not {approximate!r}")
    if approximate == "tanh":
        return 0.5 * x * (1 + np.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x * x * x)))
    return 0.5 * x * (1 + erf(x))
