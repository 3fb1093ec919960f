# name = "the-end-of-the-file"
# exercise = "divided"
# believes = "the last pictures are as good as any others"
# symptom = "sorted files leave whole kinds out of one part"
# caught_by = "divided"
# asks = ["If a file held all cats first, what would be in your second part?"]
def divided(images, labels, share, rng):
    taken = round(share * len(images))
    kept = len(images) - taken
    return (images[:kept], labels[:kept]), (images[kept:], labels[kept:])
