# name = "spaces-are-pieces"
# exercise = "split_words"
# believes = "each run of white space is a piece"
# symptom = "nothing is lost, but the space before a word is not taken along"
# caught_by = "split_words"
# asks = ["To which piece does the space before a word belong?", "How many pieces has: to be?"]
def split_words(text):
    return re.findall(r"\s+|\w+|[^\s\w]+", text)
