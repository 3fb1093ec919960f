# name = "divides-by-the-variance"
# exercise = "batch_norm"
# believes = "normalising divides by the variance"
# symptom = "right for a variance of 1 only"
# caught_by = "batch_norm"
# asks = ["If all numbers are ten times as large, how much larger is their variance?", "Which of the two has the unit of x?"]
def batch_norm(x, mean, var, weight, bias, eps=1e-5):
    scale = weight / (var + eps)
    mean, scale, bias = (values.reshape(-1, 1, 1) for values in (mean, scale, bias))
    return (x - mean) * scale + bias
