# name = "from-left-to-right"
# exercise = "encode_word"
# believes = "merges are applied from the left"
# symptom = "valid tokens, and others than those of the training text"
# caught_by = "encode_word"
# asks = ["Which of the pairs in the word was learned first?", "Which words has the model seen cut like this?"]
def encode_word(word, learned):
    place = 0
    while place < len(word) - 1:
        pair = word[place:place + 2]
        if pair in learned:
            word, place = word[:place] + learned[pair] + word[place + 2:], 0
        else:
            place += 1
    return [ord(token) for token in word]
