# name = "every-space-is-taken-along"
# exercise = "split_words"
# believes = "all white space before a word belongs to it"
# symptom = "def after four spaces is another piece than after one"
# caught_by = "split_words"
# asks = ["How many different pieces become of one word in an indented program?"]
def split_words(text):
    return re.findall(r"\s*\w+|\s*[^\s\w]+|\s+", text)
