# name = "shuffled-apart"
# exercise = "divided"
# believes = "pictures and labels are shuffled, so shuffle both"
# symptom = "the parts have the right sizes, and accuracy stays at chance"
# caught_by = "divided"
# asks = ["Which label belongs to the first picture of your first part?", "How many orders do you draw, and how many are there?"]
def divided(images, labels, share, rng):
    images, labels = images[rng.permutation(len(images))], labels[rng.permutation(len(labels))]
    taken = round(share * len(images))
    return (images[taken:], labels[taken:]), (images[:taken], labels[:taken])
