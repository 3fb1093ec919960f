"""Can this framework compute with arrays?

Two programs run on the student's package: PageRank on a small web (products, sums, division, transposes) and k-means
on scattered points (broadcasting, masks, means, joins). Both hand back plain lists, and NumPy alone decides.
"""

import numpy as np

from tinytorch.checks import expect_close, expect_equal, scenario, seeded


@scenario
def page_rank(links):
    """The share of time that a reader spends on each page, following links at random and sometimes starting afresh."""
    from tinytorch.core.tensor import Tensor, ones

    links = Tensor(links)                                                    # (pages, pages), 1 where row links to column
    steps = (links / links.sum(axis=1, keepdims=True)).T                     # columns add up to 1
    rank = ones(len(links)) / len(links)
    for _ in range(60):
        rank = 0.85 * (steps @ rank) + 0.15 / len(links)
    return rank.tolist()


@scenario
def k_means(points, first):
    """Centers of the groups in `points` and the group of each point, from the centers `first`."""
    from tinytorch.core.tensor import Tensor, squared_distances, stack

    points, centers = Tensor(points), Tensor(first)
    for _ in range(10):
        groups = (-squared_distances(points, centers)).argmax(axis=1)
        centers = stack([points[groups == k].mean(axis=0) for k in range(len(centers))])
    return centers.tolist(), groups.tolist(), centers.dtype.name


def check_page_rank(rng):
    links = (rng.random((8, 8)) < 0.3) | np.eye(8, k=1, dtype=bool) | np.eye(8, k=-7, dtype=bool)  # nobody without links
    got = page_rank(links.astype(np.int64))
    steps = (links / links.sum(axis=1, keepdims=True)).T
    expected = np.linalg.solve(np.eye(8) - 0.85 * steps, np.full(8, 0.15 / 8))
    expect_close(got, expected, atol=1e-5, call="page_rank(links)", why="the ranks solve r = 0.85 A r + 0.15 / n")


def check_k_means(rng):
    truth = np.array([[0.0, 0.0], [8.0, 0.0], [0.0, 8.0]])
    points = truth[np.arange(90) % 3] + rng.normal(size=(90, 2))
    centers, groups, dtype = k_means(points, points[:3])
    expect_equal(groups, [i % 3 for i in range(90)], call="k_means(points)", why="each point belongs to the nearest group")
    expect_close(centers, [points[k::3].mean(axis=0) for k in range(3)], atol=1e-4, call="k_means(points)")
    expect_equal(dtype, "float32", call="k_means(points)", why="nobody asked for float64")


check_page_rank(seeded("checkpoint-tensor"))
check_k_means(seeded("checkpoint-tensor"))
