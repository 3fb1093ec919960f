# name = "each-column-its-own-wave"
# exercise = "sinusoidal_table"
# believes = "column j has the exponent j / D"
# symptom = "cosines belong to other waves than the sines beside them, and distances no longer decide"
# caught_by = "sinusoidal_table"
# asks = ["What is the angle in column 1, and what in column 0?"]
def sinusoidal_table(length, dim):
    angles = np.arange(length)[:, np.newaxis] * 10000.0 ** (-np.arange(dim) / dim)
    table = np.sin(angles)
    table[:, 1::2] = np.cos(angles[:, 1::2])
    return table.astype(np.float32)
