# name = "two-axes-are-enough"
# exercise = "padding_mask"
# believes = "broadcasting finds the batch"
# symptom = "the sentences' axis meets the queries, or the shapes do not fit"
# caught_by = "padding_mask"
# asks = ["From which end are shapes aligned?", "Which axis of (B, heads, T, S) does your first axis meet?"]
def padding_mask(lengths, longest):
    return np.arange(longest) < np.asarray(lengths)[:, np.newaxis]
