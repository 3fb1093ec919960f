"""2017 and after. A stack of attention, trained to guess the next letter, writes: a small GPT learns Shakespeare.

It starts from nothing: no alphabet, no words, no lines. What it must beat is a table that knows which letter follows
which; what counts is text that it has never seen, and that it never looks ahead.

Needs your modules 01 to 08 and 10 to 13. Run it here (`python 02_tinygpt.py`), or let it be judged:
`tito milestone run transformer --script 2`.
"""

import numpy as np

from tinytorch.core.autograd import no_grad
from tinytorch.core.dataloader import DataLoader, TensorDataset
from tinytorch.core.losses import cross_entropy
from tinytorch.core.optimizers import AdamW, CosineAnnealingLR, LinearWarmup
from tinytorch.core.tensor import Tensor
from tinytorch.core.tokenization import CharTokenizer
from tinytorch.core.training import train_step
from tinytorch.core.transformers import GPT

EPOCHS, BATCH, WIDTH, LAYERS, HEADS = 2, 16, 64, 2, 4
REPORTS = 24


def perform(text, asked, prompts, report, show=lambda text: None):
    """Learn from `text`; score what comes next in `asked`, lists of strings of one length; continue the `prompts`.

    Hands in the characters by number, the parameters, how many letters an epoch reads; for each list the scores for all
    but the last letter, (N, T, V), and the loss on the first list; and each prompt continued, drawn and greedy.
    """
    rng = np.random.default_rng(2017)
    tokenizer, context = CharTokenizer(text), len(asked[0][0]) - 1
    size, ids = tokenizer.vocab_size, np.array(tokenizer.encode(text))
    windows = ids[: len(ids) // (context + 1) * (context + 1)].reshape(-1, context + 1)
    loader = DataLoader(TensorDataset(windows[:, :-1], windows[:, 1:]), BATCH, shuffle=True, generator=rng)
    model = GPT(size, WIDTH, LAYERS, HEADS, context, rng=rng)
    optimizer, steps = AdamW(model.parameters(), lr=0.005, betas=(0.9, 0.95)), EPOCHS * len(loader)
    scheduler = LinearWarmup(optimizer, total_iters=20, after=CosineAnnealingLR(optimizer, T_max=steps))
    recent, read = [], 0
    for step, (x, y) in enumerate((batch for _ in range(EPOCHS) for batch in loader), 1):
        recent.append(train_step(model, surprise, optimizer, x, y, max_norm=1.0))
        scheduler.step()
        read += y.size
        if step % (steps // REPORTS or 1) == 0:
            report(step, steps, loss=np.mean(recent))
            recent = []
        if step in (steps // 8, steps // 2, steps):
            start = tokenizer.encode(prompts[0])
            show(tokenizer.decode(model.generate(start, 240, temperature=0.6, rng=rng)))
    with no_grad():
        groups = [Tensor([tokenizer.encode(string) for string in group]) for group in asked]
        scores = [model(group[:, :-1]) for group in groups]
    return {
        "characters": "".join(tokenizer.decode([number]) for number in range(size)),
        "network": model.state_dict(),
        "heads": HEADS,
        "read": read // EPOCHS,
        "scores": [group.numpy() for group in scores],
        "loss": surprise(scores[0], groups[0][:, 1:]).item(),
        "drawn": [written(model, tokenizer, prompt, 400, 0.6, rng) for prompt in prompts],
        "greedy": [written(model, tokenizer, prompt, context, 0, None) for prompt in prompts],
    }


def surprise(scores, letters):
    """The loss of scores (B, T, V) for what follows, (B, T)."""
    return cross_entropy(scores.transpose(1, 2), letters)


def written(model, tokenizer, prompt, count, temperature, rng):
    return tokenizer.decode(model.generate(tokenizer.encode(prompt), count, temperature, rng=rng))


def line(step, of, loss):
    print(f"step {step:>4} of {of}   loss {loss:.3f}   {'|' * round(10 * min(loss, 5))}", flush=True)


def sample(text):
    print("-" * 60, text, "-" * 60, sep="\n", flush=True)


if __name__ == "__main__":
    from tinytorch.datasets import shakespeare

    text = shakespeare()
    known, held_out = text[: len(text) * 9 // 10], text[len(text) * 9 // 10 :]
    strings = [held_out[start : start + 65] for start in range(0, min(len(held_out) - 65, 65 * 100), 65)]
    strings = [string for string in strings if set(string) <= set(known)]
    answers = perform(known, [strings], ["\n"], report=line, show=sample)
    print(f"loss on text that it has never seen: {answers['loss']:.3f}")
    print(f"always the likeliest letter: {answers['greedy'][0]!r}")
