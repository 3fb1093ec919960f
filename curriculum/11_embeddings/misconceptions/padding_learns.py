# name = "padding-learns"
# exercise = "embedding_gradient"
# believes = "padding is a word like others"
# symptom = "the padding's row moves away from zero with every step"
# caught_by = "embedding_gradient"
# asks = ["What should the padding mean to the model?", "Which of your arguments do you never use?"]
def embedding_gradient(grad, out, ids, weight, padding_idx=None):
    return NOTHING, add_rows(np.ravel(ids), grad.reshape(-1, weight.shape[1]), len(weight))
