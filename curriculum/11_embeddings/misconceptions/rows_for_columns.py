# name = "rows-for-columns"
# exercise = "tied_scores"
# believes = "the table is the weight, so multiply by it"
# symptom = "an error about inner lengths, or wrong scores if V is D"
# caught_by = "tied_scores"
# asks = ["Which lengths meet in your product?", "What is one row of the table?"]
def tied_scores(x, embedding):
    return x @ embedding.weight
