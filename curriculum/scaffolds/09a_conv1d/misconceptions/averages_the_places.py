# name = "averages-the-places"
# exercise = "slide_gradients"
# believes = "a weight's gradient is a mean over places"
# symptom = "too small by the number of places"
# caught_by = "slide_gradients"
# asks = ["Was the weight used as a share in each place, or as a whole?"]
def slide_gradients(grad, line, kernel, stride=1):
    for_line, for_kernel = np.zeros(len(line)), np.zeros(len(kernel))
    for u, weight in enumerate(kernel):
        for_kernel[u] = (grad * met_by(line, u, len(grad), stride)).mean()
        met_by(for_line, u, len(grad), stride)[...] += grad * weight
    return for_line, for_kernel
