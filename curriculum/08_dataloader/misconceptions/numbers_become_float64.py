# name = "numbers-become-float64"
# exercise = "default_collate"
# believes = "np.stack chooses the right dtype"
# symptom = "values are right, and take eight bytes each"
# caught_by = "default_collate"
# asks = ["What dtype does NumPy give a list of Python floats?", "Which function of module 01 knows our rule?"]
def default_collate(samples):
    first = samples[0]
    if isinstance(first, (tuple, list)):
        return tuple(default_collate(list(column)) for column in zip(*samples, strict=True))
    if isinstance(first, dict):
        return {key: default_collate([sample[key] for sample in samples]) for key in first}
    if isinstance(first, str):
        return samples
    arrays = [sample.data if isinstance(sample, Tensor) else np.asarray(sample) for sample in samples]
    for array in arrays:
        if array.shape != arrays[0].shape:
            raise ValueError(f"examples of shapes {arrays[0].shape} and {array.shape}: pad them in a collate_fn")
    return np.stack(arrays)
