# name = "replaces-what-does-not-fit"
# exercise = "to_bytes"
# believes = "a question mark is good enough for what has no bytes"
# symptom = "no error for half of an emoji, and another text comes back"
# caught_by = "to_bytes"
# asks = ["What does decode give back?", "Who is told that a character was lost?"]
def to_bytes(text):
    return text.encode("utf-8", errors="replace")
