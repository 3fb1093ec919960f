# name = "no-places-at-all"
# exercise = "through_blocks"
# believes = "attention knows the order"
# symptom = "nearly a bag of words: of the order it knows only what the mask tells"
# caught_by = "through_blocks"
# asks = ["Which of your arguments do you never use?"]
def through_blocks(ids, words, places, blocks, offset=0, attend=None):
    x = words(ids)
    for block in blocks:
        x = block(x, attend)
    return x
