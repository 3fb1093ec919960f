# name = "a-bare-key-error"
# exercise = "encode_characters"
# believes = "Python's own error says enough"
# symptom = "KeyError with a character and no place"
# caught_by = "encode_characters"
# asks = ["Where in a text of a million characters would you look?", "Which error does the docstring promise?"]
def encode_characters(text, numbers):
    return [numbers[character] for character in text]
