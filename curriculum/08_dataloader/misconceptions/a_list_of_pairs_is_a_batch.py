# name = "a-list-of-pairs-is-a-batch"
# exercise = "default_collate"
# believes = "stacking the examples is enough"
# symptom = "pairs of image and label cannot be stacked, or labels become a column of floats"
# caught_by = "default_collate"
# asks = ["What are the parts of one example?", "Which shape should the labels of three pairs have?"]
def default_collate(samples):
    if isinstance(samples[0], dict):
        return {key: default_collate([sample[key] for sample in samples]) for key in samples[0]}
    if isinstance(samples[0], str):
        return samples
    try:
        return to_array(np.array(samples))
    except ValueError as problem:
        raise ValueError("examples of different shapes") from problem
