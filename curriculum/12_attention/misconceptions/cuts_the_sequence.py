# name = "cuts-the-sequence"
# exercise = "split_heads"
# believes = "a reshape to the right shape is the right reshape"
# symptom = "each head gets a stretch of the text with all its numbers"
# caught_by = "split_heads"
# asks = ["Which numbers does head 0 get from the second place?", "What lies side by side in memory?"]
def split_heads(x, num_heads):
    batch, length, width = x.shape
    return x.reshape(batch, num_heads, length, width // num_heads)
