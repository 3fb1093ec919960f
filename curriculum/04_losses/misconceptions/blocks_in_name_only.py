# name = "blocks-in-name-only"
# exercise = "cross_entropy_in_blocks"
# believes = "what counts is the result"
# symptom = "the value is right, and the memory is that of all rows"
# caught_by = "cross_entropy_in_blocks"
# asks = ["Which line of yours makes the largest array?", "What would happen with 50,257 classes?"]
def cross_entropy_in_blocks(logits, target, rows, ignore_index=-100):
    return cross_entropy_forward(logits, target, "mean", ignore_index)
