# name = "two-weights-always"
# exercise = "answer_at"
# believes = "a kernel has two weights"
# symptom = "right for kernels of two"
# caught_by = "answer_at"
# asks = ["How many numbers does a kernel of three meet?"]
def answer_at(line, kernel, start):
    return kernel[0] * line[start] + kernel[1] * line[start + 1]
