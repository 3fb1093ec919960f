# name = "statistics-of-the-question"
# exercise = "learned"
# believes = "pictures are prepared with their own statistics"
# symptom = "the answer for a picture depends on the others that are asked with it"
# caught_by = "learned"
# asks = ["Which mean is taken off a picture that is asked alone?", "What would a picture of one colour look like to the network?"]
def learned(network, images, labels, rng, epochs=8, lr=0.001, batch_size=32, transforms=()):
    class OfItsOwn(Classifier):
        def __call__(self, pictures):
            return predict(self.network, prepare(pictures, *channel_statistics(pictures)))

    mean, std = channel_statistics(images)
    change = Compose([*transforms, lambda batch: prepare(batch, mean, std)])
    data = TensorDataset(images, labels.astype(np.int64))
    loader = DataLoader(data, batch_size, shuffle=True, generator=rng, transform=change)
    optimizer, losses = AdamW(network.parameters(), lr=lr), []
    schedule = CosineAnnealingLR(optimizer, T_max=epochs)
    for _ in range(epochs):
        losses.append(train_epoch(network, loader, CrossEntropyLoss(), optimizer))
        schedule.step()
    return OfItsOwn(network, mean, std, losses)
