# name = "each-merge-once"
# exercise = "encode_word"
# believes = "one pass over the learned pairs in the order of the alphabet is enough"
# symptom = "some pairs are left although they were learned"
# caught_by = "encode_word"
# asks = ["In which order were the pairs learned?", "When is a word finished?"]
def encode_word(word, learned):
    for pair in sorted(learned):
        word = word.replace(pair, learned[pair])
    return [ord(token) for token in word]
