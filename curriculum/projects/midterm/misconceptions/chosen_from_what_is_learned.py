# name = "chosen-from-what-is-learned"
# exercise = "divided"
# believes = "the pictures to choose by are a sample of the pictures"
# symptom = "the number to choose by is too good, because the network has seen its pictures"
# caught_by = "divided"
# asks = ["What do the two parts have in common?", "What does a network know of a picture that it has learned from?"]
def divided(images, labels, share, rng):
    chosen = rng.permutation(len(images))[:round(share * len(images))]
    return (images, labels), (images[chosen], labels[chosen])
