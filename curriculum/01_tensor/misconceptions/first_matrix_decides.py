# name = "first-matrix-decides"
# exercise = "matmul_by_hand"
# believes = "the product has the dtype of the first matrix"
# symptom = "integers times fractions lose what stands behind the decimal point"
# caught_by = "matmul_by_hand"
# asks = ["What does an int64 entry keep when you add 0.5 to it?"]
def matmul_by_hand(a, b):
    n, m = a.shape[0], b.shape[1]
    product, multiplications = np.zeros((n, m), dtype=a.dtype), 0
    for i in range(n):
        for j in range(m):
            for k in range(a.shape[1]):
                product[i, j] += a[i, k] * b[k, j]
                multiplications += 1
    return product, multiplications
