# name = "offset-is-not-handed-on"
# exercise = "through_blocks"
# believes = "a text begins at place 0"
# symptom = "right for whole texts; one that is continued has all its new words at place 0"
# caught_by = "through_blocks"
# asks = ["Which of your arguments do you never use?"]
def through_blocks(ids, words, places, blocks, offset=0, attend=None):
    x = places(words(ids), 0)
    for block in blocks:
        x = block(x, attend)
    return x
