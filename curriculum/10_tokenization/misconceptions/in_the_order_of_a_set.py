# name = "in-the-order-of-a-set"
# exercise = "number_characters"
# believes = "the order of the numbers does not matter"
# symptom = "other numbers for the same text in another run"
# caught_by = "number_characters"
# asks = ["What does another machine give for the same text?", "Does a set have an order?"]
def number_characters(text):
    return {character: number for number, character in enumerate(dict.fromkeys(text))}
