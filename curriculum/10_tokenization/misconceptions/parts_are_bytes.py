# name = "parts-are-bytes"
# exercise = "token_bytes"
# believes = "the two parts of a merge are bytes"
# symptom = "an error, or wrong bytes, from the first token that is made of tokens"
# caught_by = "token_bytes"
# asks = ["What is token 256?", "What does the table hold at place 256 when merge 257 is made?"]
def token_bytes(merges):
    table = [bytes([number]) for number in range(256)]
    return table + [bytes([left % 256, right % 256]) for left, right in merges]
