# name = "aligned-with-the-columns"
# exercise = "batch_norm"
# believes = "(C,) broadcasts to the channels by itself"
# symptom = "an error of shapes, or, with as many columns as channels, each column is normalised by another channel's numbers"
# caught_by = "batch_norm"
# asks = ["With which axis of (N, C, H, W) is (C,) aligned?", "Which shape lines up with axis 1?"]
def batch_norm(x, mean, var, weight, bias, eps=1e-5):
    return (x - mean) / (var + eps) ** 0.5 * weight + bias
