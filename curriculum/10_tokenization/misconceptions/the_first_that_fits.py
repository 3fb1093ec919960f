# name = "the-first-that-fits"
# exercise = "split_special"
# believes = "the order of the special tokens does not matter"
# symptom = "of two tokens of which one begins with the other, the shorter is found"
# caught_by = "split_special"
# asks = ["Which of the alternatives does a pattern try first?"]
def split_special(text, special):
    if not special:
        return [text] if text else []
    pieces = re.split("(" + "|".join(map(re.escape, special)) + ")", text)
    return [piece for piece in pieces if piece]
