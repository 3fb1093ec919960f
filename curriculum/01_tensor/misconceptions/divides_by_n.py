# name = "divides-by-n"
# exercise = "var_forward"
# believes = "a variance is a mean of squares"
# symptom = "too small by the factor (n - 1) / n"
# caught_by = "var_forward"
# asks = ["What does correction=1 ask for?", "How far apart do three numbers look from their own mean?"]
def var_forward(x, axis=None, keepdims=False, correction=1):
    center = mean_forward(x, axis, keepdims=True)
    return mean_forward((x - center) ** 2, axis, keepdims)
