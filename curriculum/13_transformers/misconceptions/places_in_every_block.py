# name = "places-in-every-block"
# exercise = "through_blocks"
# believes = "each block must be told where it is"
# symptom = "places are added again and again"
# caught_by = "through_blocks"
# asks = ["How often does the stream pass `places`?", "What does the road carry up?"]
def through_blocks(ids, words, places, blocks, offset=0, attend=None):
    x = words(ids)
    for block in blocks:
        x = block(places(x, offset), attend)
    return x
