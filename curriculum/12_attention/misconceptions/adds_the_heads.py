# name = "adds-the-heads"
# exercise = "merge_heads"
# believes = "heads are put together by adding them"
# symptom = "vectors of d numbers in place of heads · d"
# caught_by = "merge_heads"
# asks = ["How many numbers does each place have before it is cut?"]
def merge_heads(x):
    return x.sum(axis=1)
