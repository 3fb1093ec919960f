# name = "unknown-is-left-out"
# exercise = "encode_characters"
# believes = "an unknown character may be skipped"
# symptom = "no error, and the text comes back without it"
# caught_by = "encode_characters"
# asks = ["What does decoding give back for a question?", "How would a user notice?"]
def encode_characters(text, numbers):
    return [numbers[character] for character in text if character in numbers]
