# name = "labels-in-another-order"
# exercise = "learned"
# believes = "the order of the labels does not matter, since the loader shuffles anyway"
# symptom = "the loss falls, and what was not seen stays at chance"
# caught_by = "learned"
# asks = ["After your shuffle, which label stands beside the first picture?", "How can a loss fall when labels are noise?"]
def learned(network, images, labels, rng, epochs=8, lr=0.001, batch_size=32, transforms=()):
    mean, std = channel_statistics(images)
    data = TensorDataset(images, rng.permutation(labels).astype(np.int64))
    change = Compose([*transforms, lambda batch: prepare(batch, mean, std)])
    loader = DataLoader(data, batch_size, shuffle=True, generator=rng, transform=change)
    optimizer, losses = AdamW(network.parameters(), lr=lr), []
    schedule = CosineAnnealingLR(optimizer, T_max=epochs)
    for _ in range(epochs):
        losses.append(train_epoch(network, loader, CrossEntropyLoss(), optimizer))
        schedule.step()
    return Classifier(network, mean, std, losses)
