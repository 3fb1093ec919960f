# name = "every-block-reads-the-bottom"
# exercise = "through_blocks"
# believes = "blocks work side by side"
# symptom = "only the last block counts"
# caught_by = "through_blocks"
# asks = ["What does the second block read in your loop?"]
def through_blocks(ids, words, places, blocks, offset=0, attend=None):
    x = result = places(words(ids), offset)
    for block in blocks:
        result = block(x, attend)
    return result
