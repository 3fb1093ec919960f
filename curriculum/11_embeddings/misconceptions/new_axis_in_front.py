# name = "new-axis-in-front"
# exercise = "one_hot"
# believes = "the words come first"
# symptom = "right for a list of words turned on its side, wrong for a batch"
# caught_by = "one_hot"
# asks = ["Which axis of the result is as long as the vocabulary?", "What shape do two sentences of three words give?"]
def one_hot(ids, count):
    places = np.arange(count).reshape(-1, *[1] * ids.ndim)
    return (ids == places).astype(np.float32)
