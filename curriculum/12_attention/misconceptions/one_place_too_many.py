# name = "one-place-too-many"
# exercise = "padding_mask"
# believes = "a sentence of n words ends at place n"
# symptom = "one place of padding is seen"
# caught_by = "padding_mask"
# asks = ["At which place does the last of two words stand?"]
def padding_mask(lengths, longest):
    words = np.arange(longest) <= np.asarray(lengths)[:, np.newaxis]
    return words[:, np.newaxis, np.newaxis, :]
