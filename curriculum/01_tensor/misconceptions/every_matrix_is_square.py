# name = "every-matrix-is-square"
# exercise = "matmul_by_hand"
# believes = "all three loops have the same length"
# symptom = "right for square matrices, wrong or out of bounds for others"
# caught_by = "matmul_by_hand"
# asks = ["Which length do the rows of a and the columns of b share?", "In (2, 3) times (3, 4), how long is each of your three loops?"]
def matmul_by_hand(a, b):
    n = len(a)
    product, multiplications = np.zeros((n, n)), 0
    for i in range(n):
        for j in range(n):
            for k in range(n):
                product[i, j] += a[i, k] * b[k, j]
                multiplications += 1
    return product, multiplications
