# name = "places-before-heads"
# exercise = "split_heads"
# believes = "cutting is enough"
# symptom = "the heads stand behind the places: every place attends to its own heads"
# caught_by = "split_heads"
# asks = ["Which two axes will @ multiply?", "Which shape does the docstring promise?"]
def split_heads(x, num_heads):
    batch, length, width = x.shape
    return x.reshape(batch, length, num_heads, width // num_heads)
