# name = "places-at-the-end"
# exercise = "through_blocks"
# believes = "places are added to what is known"
# symptom = "no block has read the places: of the order it knows only what the mask tells"
# caught_by = "through_blocks"
# asks = ["Which block could make use of your places?"]
def through_blocks(ids, words, places, blocks, offset=0, attend=None):
    x = words(ids)
    for block in blocks:
        x = block(x, attend)
    return places(x, offset)
