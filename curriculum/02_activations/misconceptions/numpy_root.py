# name = "numpy-root"
# exercise = "gelu_forward"
# believes = "np.sqrt and math.sqrt are the same"
# symptom = "the values are right, and float32 became float64"
# caught_by = "gelu_forward"
# asks = ["What is the dtype of np.sqrt(2)?", "Which kind of number adapts to the array it meets?"]
def gelu_forward(x, approximate="none"):
    if approximate == "none":
        return 0.5 * x * (1 + erf(x / np.sqrt(2)))
    if approximate != "tanh":
        raise ValueError(f"approximate must be 'none' or 'tanh', not {approximate!r}")
    return 0.5 * x * (1 + np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x * x * x)))
