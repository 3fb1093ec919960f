# name = "overwrites-the-sum"
# exercise = "matmul_by_hand"
# believes = "the last product is the entry"
# symptom = "each entry is its last summand only"
# caught_by = "matmul_by_hand"
# asks = ["What happens to what product[i, j] held before?"]
def matmul_by_hand(a, b):
    n, m = a.shape[0], b.shape[1]
    product, multiplications = np.zeros((n, m)), 0
    for i in range(n):
        for j in range(m):
            for k in range(a.shape[1]):
                product[i, j] = a[i, k] * b[k, j]
                multiplications += 1
    return product, multiplications
