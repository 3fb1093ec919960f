# name = "else-means-none"
# exercise = "reduce_loss"
# believes = "nobody will pass another word"
# symptom = "a misspelt word returns all losses"
# caught_by = "reduce_loss"
# asks = ["What does your code do with 'average'?", "How would anyone notice?"]
def reduce_loss(losses, reduction="mean"):
    if reduction == "mean":
        return np.mean(losses)
    return np.sum(losses) if reduction == "sum" else losses
