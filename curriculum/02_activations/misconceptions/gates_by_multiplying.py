# name = "gates-by-multiplying"
# exercise = "leaky_relu_forward"
# believes = "times 1 or times 0 is as good as a choice"
# symptom = "right for all ordinary numbers, nan for infinity"
# caught_by = "leaky_relu_forward"
# asks = ["What is infinity times 0?", "Which NumPy function chooses, without arithmetic on what is not chosen?"]
def leaky_relu_forward(x, negative_slope=0.01):
    return x * (x > 0) + negative_slope * x * (x <= 0)
