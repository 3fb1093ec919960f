# name = "python-checks-it-for-me"
# exercise = "find_index"
# believes = "the arrays below will complain about a wrong index"
# symptom = "an index far below 0 gives an example, and a loop over a dataset may never end"
# caught_by = "find_index"
# asks = ["Which indices does your function refuse?", "How does a for loop find the end of a dataset?"]
def find_index(index, length):
    return index % length
