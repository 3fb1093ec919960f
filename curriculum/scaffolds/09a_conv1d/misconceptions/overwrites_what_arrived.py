# name = "overwrites-what-arrived"
# exercise = "slide_gradients"
# believes = "a number is met once"
# symptom = "numbers that several weights met receive the last gradient only"
# caught_by = "slide_gradients"
# asks = ["How many weights met the number in the middle?"]
def slide_gradients(grad, line, kernel, stride=1):
    for_line, for_kernel = np.zeros(len(line)), np.zeros(len(kernel))
    for u, weight in enumerate(kernel):
        for_kernel[u] = (grad * met_by(line, u, len(grad), stride)).sum()
        met_by(for_line, u, len(grad), stride)[...] = grad * weight
    return for_line, for_kernel
