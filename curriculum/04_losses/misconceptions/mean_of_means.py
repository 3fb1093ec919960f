# name = "mean-of-means"
# exercise = "cross_entropy_in_blocks"
# believes = "the mean of the blocks' means is the mean"
# symptom = "right for equal blocks, wrong when the last is shorter or labels are ignored"
# caught_by = "cross_entropy_in_blocks"
# asks = ["What is the mean of [1, 1, 1] and [5] together, and what the mean of their means?", "How much should a block of one row weigh?"]
def cross_entropy_in_blocks(logits, target, rows, ignore_index=-100):
    means = []
    for start in range(0, len(target), rows):
        labels = target[start:start + rows]
        if (labels != ignore_index).any():
            means.append(cross_entropy_forward(logits[start:start + rows], labels, "mean", ignore_index))
    return np.mean(means)
