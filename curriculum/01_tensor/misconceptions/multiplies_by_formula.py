# name = "multiplies-by-formula"
# exercise = "matmul_by_hand"
# believes = "the count can be known without counting, so the work can be left to @"
# symptom = "the numbers are right, and no entry was made"
# caught_by = "matmul_by_hand"
# asks = ["Which line of yours multiplies two numbers?"]
def matmul_by_hand(a, b):
    return a @ b, a.shape[0] * a.shape[1] * b.shape[1]
