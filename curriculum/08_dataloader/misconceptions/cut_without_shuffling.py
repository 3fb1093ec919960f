# name = "cut-without-shuffling"
# exercise = "split_rows"
# believes = "the order of the data is random already"
# symptom = "the parts are 0, 1, 2, ... in a row; sorted data put whole classes into one part"
# caught_by = "split_rows"
# asks = ["What if the file lists all cats first?", "Where does your function use the generator?"]
def split_rows(sizes, rng):
    return np.split(np.arange(sum(sizes)), np.cumsum(sizes)[:-1])
