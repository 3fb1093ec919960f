# name = "drops-the-last-block"
# exercise = "cross_entropy_in_blocks"
# believes = "the rows divide evenly into blocks"
# symptom = "the rows that are left over are not counted"
# caught_by = "cross_entropy_in_blocks"
# asks = ["How many rows does your loop see for 5 rows in blocks of 2?"]
def cross_entropy_in_blocks(logits, target, rows, ignore_index=-100):
    total, count = 0.0, 0
    for block in range(max(len(target) // rows, 1)):
        labels = target[block * rows:(block + 1) * rows]
        total += cross_entropy_forward(logits[block * rows:(block + 1) * rows], labels, "sum", ignore_index)
        count += int(np.count_nonzero(labels != ignore_index))
    return total / max(count, 1)
