# name = "glues-what-lies-side-by-side"
# exercise = "merge_heads"
# believes = "the shape is what counts"
# symptom = "one head's places follow each other where one place's heads should"
# caught_by = "merge_heads"
# asks = ["What lies side by side in (B, heads, T, d)?", "Which step of split_heads is not undone?"]
def merge_heads(x):
    batch, heads, length, d = x.shape
    return x.reshape(batch, length, heads * d)
