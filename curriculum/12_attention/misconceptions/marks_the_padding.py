# name = "marks-the-padding"
# exercise = "padding_mask"
# believes = "a padding mask says where the padding is"
# symptom = "looks at the padding and at nothing else"
# caught_by = "padding_mask"
# asks = ["What does True mean for our masks?"]
def padding_mask(lengths, longest):
    words = np.arange(longest) >= np.asarray(lengths)[:, np.newaxis]
    return words[:, np.newaxis, np.newaxis, :]
