# name = "looks-its-own-way"
# exercise = "through_blocks"
# believes = "blocks know how to look"
# symptom = "whoever wants another attention is not heard"
# caught_by = "through_blocks"
# asks = ["Who is told about `attend` in your version?"]
def through_blocks(ids, words, places, blocks, offset=0, attend=None):
    x = places(words(ids), offset)
    for block in blocks:
        x = block(x, None)
    return x
