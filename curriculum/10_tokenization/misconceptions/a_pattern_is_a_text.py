# name = "a-pattern-is-a-text"
# exercise = "split_special"
# believes = "a special token can be a pattern as it is"
# symptom = "<|end|> cuts at every <, end and >"
# caught_by = "split_special"
# asks = ["What does | mean in a pattern?", "Which function makes a text harmless?"]
def split_special(text, special):
    if not special:
        return [text] if text else []
    pattern = "(" + "|".join(sorted(special, key=len, reverse=True)) + ")"
    return [piece for piece in re.split(pattern, text) if piece]
