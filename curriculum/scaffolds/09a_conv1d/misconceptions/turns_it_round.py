# name = "turns-it-round"
# exercise = "answer_at"
# believes = "a convolution turns the kernel round"
# symptom = "right for symmetric kernels only"
# caught_by = "answer_at"
# asks = ["Which weight meets the first number?"]
def answer_at(line, kernel, start):
    return (kernel[::-1] * line[start:start + len(kernel)]).sum()
