# name = "white-space-separates"
# exercise = "split_words"
# believes = "white space only separates words"
# symptom = "joined together, the words are a text without spaces and line breaks"
# caught_by = "split_words"
# asks = ["What do your pieces give when they are joined?", "What is left of a Python program?"]
def split_words(text):
    return text.split()
