# name = "zero-is-no-padding"
# exercise = "embedding_gradient"
# believes = "padding_idx is a condition"
# symptom = "padding 0 learns, the most frequent padding of all"
# caught_by = "embedding_gradient"
# asks = ["What is `if 0`?", "How do you ask whether something is None?"]
def embedding_gradient(grad, out, ids, weight, padding_idx=None):
    total = add_rows(np.ravel(ids), grad.reshape(-1, weight.shape[1]), len(weight))
    if padding_idx:
        total[padding_idx] = 0
    return NOTHING, total
