# name = "hides-queries-not-keys"
# exercise = "padding_mask"
# believes = "a padded place must not look"
# symptom = "the queries of padding are hidden, its keys are seen by all"
# caught_by = "padding_mask"
# asks = ["Which axis of the scores belongs to the keys?", "Who must not be seen?"]
def padding_mask(lengths, longest):
    words = np.arange(longest) < np.asarray(lengths)[:, np.newaxis]
    return words[:, np.newaxis, :, np.newaxis]
