# name = "divides-by-the-rows"
# exercise = "cross_entropy_in_blocks"
# believes = "every row counts"
# symptom = "too small as soon as a label is ignored"
# caught_by = "cross_entropy_in_blocks"
# asks = ["How many labels count?", "What does the mean of nll_loss_forward divide by?"]
def cross_entropy_in_blocks(logits, target, rows, ignore_index=-100):
    total = 0.0
    for start in range(0, len(target), rows):
        total += cross_entropy_forward(logits[start:start + rows], target[start:start + rows], "sum", ignore_index)
    return total / len(target)
