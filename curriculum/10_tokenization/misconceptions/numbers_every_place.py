# name = "numbers-every-place"
# exercise = "number_characters"
# believes = "each character of the text gets a number"
# symptom = "characters that occur twice leave gaps in the numbers"
# caught_by = "number_characters"
# asks = ["How many different characters are in the text?", "What is the largest number that you give?"]
def number_characters(text):
    return {character: number for number, character in enumerate(sorted(text))}
