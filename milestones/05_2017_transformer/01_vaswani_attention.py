"""2017. Vaswani and others show that attention is all you need. Here it is all there is: one head reverses sequences.

Ten digits go in, the same ten come out in the opposite order. Each place has to fetch the digit of one other place, and
no layer but attention lets a place see another. Where to look is not told; it is learned from the answers.

Needs your modules 01, 03 to 07, 11 and 12. Run it here (`python 01_vaswani_attention.py`), or let it be judged:
`tito milestone run transformer`.
"""

import numpy as np

from tinytorch.core.attention import MultiHeadAttention
from tinytorch.core.embeddings import Embedding, SinusoidalPositions
from tinytorch.core.layers import Linear, Module
from tinytorch.core.losses import CrossEntropyLoss
from tinytorch.core.optimizers import Adam
from tinytorch.core.tensor import Tensor
from tinytorch.core.training import Trainer

EPOCHS, WIDTH, DIGITS = 8, 32, 10


class Reverser(Module):
    """Digits (B, T) -> scores (B, DIGITS, T): which digit belongs to each place?"""

    def __init__(self, length, rng):
        self.words = Embedding(DIGITS, WIDTH, rng=rng)
        self.places = SinusoidalPositions(length, WIDTH)
        self.attention = MultiHeadAttention(WIDTH, num_heads=1, rng=rng)
        self.answer = Linear(WIDTH, DIGITS, rng=rng)

    def forward(self, digits):
        seen, _ = self.attention(self.places(self.words(digits)), need_weights=False)  # (B, T, WIDTH)
        return self.answer(seen).transpose(1, 2)

    def looks(self, digits):
        """How much each place looks at each other: (B, T, T)."""
        return self.attention(self.places(self.words(digits)))[1]


def perform(sequences, unseen, report, show=lambda model: None):
    """Learn from `sequences` (N, T), digits, to reverse them; reverse those that are `unseen` (M, T).

    Hands in the network's parameters, its loss at the end, and ten scores for each place of the unseen: (M, 10, T).
    """
    rng = np.random.default_rng(2017)
    x, y = Tensor(sequences), Tensor(sequences[:, ::-1].copy())
    model, loss = Reverser(sequences.shape[1], rng), CrossEntropyLoss()
    trainer = Trainer(model, loss, Adam(model.parameters(), lr=0.01))
    for epoch in range(1, EPOCHS + 1):
        trainer.fit(x, y, epochs=1, batch_size=50, rng=rng)
        scores = model(x)
        right = (scores.numpy().argmax(axis=1) == y.numpy()).all(axis=1).mean()
        cost = loss(scores, y).item()
        report(epoch, EPOCHS, loss=cost, right=right)
    show(model)
    return {"network": model.state_dict(), "loss": cost, "scores": model(Tensor(unseen)).numpy()}


def line(step, of, loss, right):
    print(f"epoch {step} of {of}   loss {loss:.4f}   {right:>6.1%} reversed   {'|' * round(20 * min(loss, 2))}")


def picture(model):
    """Who looks at whom, on average over a hundred sequences: a row for each place."""
    digits = np.random.default_rng(1).integers(0, DIGITS, size=(100, 10))
    weights = model.looks(Tensor(digits)).numpy().mean(axis=0)
    rows = ("".join(" .:*#@"[min(5, int(6 * weight))] * 2 for weight in row) for row in weights)
    print("\nWhere each place looks:\n" + "\n".join(rows))


if __name__ == "__main__":
    rng = np.random.default_rng(0)
    seen, unseen = rng.integers(0, DIGITS, size=(3000, 10)), rng.integers(0, DIGITS, size=(500, 10))
    answers = perform(seen, unseen, report=line, show=picture)["scores"].argmax(axis=1)
    right = (answers == unseen[:, ::-1]).all(axis=1).mean()
    print(f"\nIt reverses {right:.1%} of {len(unseen)} sequences that it has never seen, among them:")
    for given, answer in zip(unseen[:3], answers[:3], strict=True):
        print(*given, "->", *answer)
