# name = "every-second-number"
# exercise = "split_heads"
# believes = "heads take turns"
# symptom = "head 0 gets numbers 0, h, 2h in place of the first ones"
# caught_by = "split_heads"
# asks = ["Which numbers does head 0 get from a vector 1, 2, 3, 4?"]
def split_heads(x, num_heads):
    batch, length, width = x.shape
    return x.reshape(batch, length, width // num_heads, num_heads).permute(0, 3, 1, 2)
