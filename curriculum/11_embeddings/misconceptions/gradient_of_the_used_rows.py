# name = "gradient-of-the-used-rows"
# exercise = "embedding_gradient"
# believes = "the gradient holds the rows that were used"
# symptom = "shapes that fit the batch and not the table"
# caught_by = "embedding_gradient"
# asks = ["Which shape does the table have, and which your gradient?"]
def embedding_gradient(grad, out, ids, weight, padding_idx=None):
    total = grad.reshape(-1, weight.shape[1])
    return NOTHING, total
