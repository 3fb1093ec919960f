# name = "tied-to-a-copy"
# exercise = "tied_scores"
# believes = "the same numbers are the same weight"
# symptom = "right scores, and the table hears nothing from the output"
# caught_by = "tied_scores"
# asks = ["Who receives the gradient of the scores?", "What is left of the graph behind .data?"]
def tied_scores(x, embedding):
    return x @ Tensor(embedding.weight.data.T)
