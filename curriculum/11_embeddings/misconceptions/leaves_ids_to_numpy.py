# name = "leaves-ids-to-numpy"
# exercise = "embedding_forward"
# believes = "NumPy complains about ids that do not exist"
# symptom = "a negative id gives the last rows without a word"
# caught_by = "embedding_forward"
# asks = ["What is weight[-1]?", "What does NumPy say of id 7 in a table of 3, and would that help somebody with the wrong tokenizer?"]
def embedding_forward(ids, weight, padding_idx=None):
    return weight[ids]
