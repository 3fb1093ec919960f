# name = "places-from-one"
# exercise = "sinusoidal_table"
# believes = "the first word stands at place 1"
# symptom = "every place has its neighbour's vector"
# caught_by = "sinusoidal_table"
# asks = ["What is sin(0), and where should it stand?", "Which place has the first word of a text?"]
def sinusoidal_table(length, dim):
    rates = 10000.0 ** (-np.arange(0, dim, 2) / dim)
    angles = np.arange(1, length + 1)[:, np.newaxis] * rates
    table = np.empty((length, dim), np.float32)
    table[:, 0::2] = np.sin(angles)
    table[:, 1::2] = np.cos(angles[:, :dim // 2])
    return table
