# name = "rows-times-rows"
# exercise = "matmul_by_hand"
# believes = "entry (i, j) is row i times row j"
# symptom = "the product of a with the transpose of b"
# caught_by = "matmul_by_hand"
# asks = ["Which index of b runs while you add up?", "For which matrices b would your result be right?"]
def matmul_by_hand(a, b):
    n, m = a.shape[0], b.shape[1]
    product, multiplications = np.zeros((n, m)), 0
    for i in range(n):
        for j in range(m):
            for k in range(a.shape[1]):
                product[i, j] += a[i, k] * b[j, k]
                multiplications += 1
    return product, multiplications
