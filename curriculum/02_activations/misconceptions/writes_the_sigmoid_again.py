# name = "writes-the-sigmoid-again"
# exercise = "silu_forward"
# believes = "x / (1 + exp(-x)) saves a function call"
# symptom = "overflow for large negative numbers"
# caught_by = "silu_forward"
# asks = ["Which problem did your sigmoid solve?", "What is exp(1000)?"]
def silu_forward(x):
    return x / (1 + np.exp(-x))
