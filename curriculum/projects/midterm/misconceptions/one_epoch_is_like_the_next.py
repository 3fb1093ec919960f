# name = "one-epoch-is-like-the-next"
# exercise = "learned"
# believes = "the optimizer belongs to an epoch, and one epoch is like the next"
# symptom = "only the first epoch changes anything"
# caught_by = "learned"
# asks = ["What does the second epoch do to the weights?", "Is the loss of the last epoch measured, or copied?"]
def learned(network, images, labels, rng, epochs=8, lr=0.001, batch_size=32, transforms=()):
    mean, std = channel_statistics(images)
    change = Compose([*transforms, lambda batch: prepare(batch, mean, std)])
    data = TensorDataset(images, labels.astype(np.int64))
    loader = DataLoader(data, batch_size, shuffle=True, generator=rng, transform=change)
    optimizer = AdamW(network.parameters(), lr=lr)
    losses = [train_epoch(network, loader, CrossEntropyLoss(), optimizer)] * epochs
    return Classifier(network, mean, std, losses)
