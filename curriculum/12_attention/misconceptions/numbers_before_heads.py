# name = "numbers-before-heads"
# exercise = "merge_heads"
# believes = "the last two axes can change places"
# symptom = "the heads' numbers are shuffled within each vector"
# caught_by = "merge_heads"
# asks = ["In which order do head 0's and head 1's numbers stand in your vector?"]
def merge_heads(x):
    batch, heads, length, d = x.shape
    return x.permute(0, 2, 3, 1).reshape(batch, length, heads * d)
