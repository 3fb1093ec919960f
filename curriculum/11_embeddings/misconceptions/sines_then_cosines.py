# name = "sines-then-cosines"
# exercise = "sinusoidal_table"
# believes = "the first half of the columns holds sines, the second cosines"
# symptom = "the same waves in other columns: not the table of the paper"
# caught_by = "sinusoidal_table"
# asks = ["Which column has the cosine that belongs to column 0?"]
def sinusoidal_table(length, dim):
    rates = 10000.0 ** (-np.arange(0, dim, 2) / dim)
    angles = np.arange(length)[:, np.newaxis] * rates
    return np.concatenate([np.sin(angles), np.cos(angles[:, :dim // 2])], axis=1).astype(np.float32)
