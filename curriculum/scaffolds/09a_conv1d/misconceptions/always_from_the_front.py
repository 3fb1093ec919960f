# name = "always-from-the-front"
# exercise = "answer_at"
# believes = "the kernel lies at the beginning of the line"
# symptom = "every place gives the same answer"
# caught_by = "answer_at"
# asks = ["Where does the kernel begin for start = 2?"]
def answer_at(line, kernel, start):
    return (kernel * line[:len(kernel)]).sum()
