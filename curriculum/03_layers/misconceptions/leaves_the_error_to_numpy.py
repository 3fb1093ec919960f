# name = "leaves-the-error-to-numpy"
# exercise = "linear_forward"
# believes = "NumPy says clearly enough what does not fit"
# symptom = "an error about \"core dimension\" and \"signature\", which names no shape of ours"
# caught_by = "linear_forward"
# asks = ["What does a user of your layer read when 100 features come and 784 were expected?", "Which two shapes does whoever meets the error want to see?"]
def linear_forward(x, weight, bias=None):
    out = np.matmul(x, weight.T)
    return out if bias is None else out + bias
