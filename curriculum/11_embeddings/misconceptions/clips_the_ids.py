# name = "clips-the-ids"
# exercise = "embedding_forward"
# believes = "an unknown id is best replaced by the nearest one"
# symptom = "no error, and a wrong word"
# caught_by = "embedding_forward"
# asks = ["Which word does id 7 become in your table of 3?", "Who would notice?"]
def embedding_forward(ids, weight, padding_idx=None):
    return weight[np.clip(ids, 0, len(weight) - 1)]
