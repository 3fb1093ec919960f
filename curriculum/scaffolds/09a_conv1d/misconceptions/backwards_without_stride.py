# name = "backwards-without-stride"
# exercise = "slide_gradients"
# believes = "the stride matters forward only"
# symptom = "right for stride 1"
# caught_by = "slide_gradients"
# asks = ["Which numbers did the first weight meet, with stride 2?"]
def slide_gradients(grad, line, kernel, stride=1):
    for_line, for_kernel = np.zeros(len(line)), np.zeros(len(kernel))
    for u, weight in enumerate(kernel):
        for_kernel[u] = (grad * met_by(line, u, len(grad))).sum()
        met_by(for_line, u, len(grad))[...] += grad * weight
    return for_line, for_kernel
