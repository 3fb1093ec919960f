# name = "counts-entries"
# exercise = "matmul_by_hand"
# believes = "a product costs one multiplication for each entry"
# symptom = "the count is n times m, without k"
# caught_by = "matmul_by_hand"
# asks = ["How many multiplications did it take to get the first entry?"]
def matmul_by_hand(a, b):
    n, m = a.shape[0], b.shape[1]
    product, multiplications = np.zeros((n, m)), 0
    for i in range(n):
        for j in range(m):
            product[i, j] = sum(a[i, k] * b[k, j] for k in range(a.shape[1]))
            multiplications += 1
    return product, multiplications
