# %% [markdown]
# # Base
#
# One function that the next module builds on.

# %% given="imports"
#| default_exp core.base
#| export
import numpy as np

# %% given="vocabulary"
from tinytorch.checks import expect_close

# %% exercise="half"
#| export
# exercise: half
def half(x):
    """Return half of `x`."""
    ### BEGIN SOLUTION
    return np.asarray(x) / 2
    ### END SOLUTION

# %% check="half" points=70
expect_close(half([2.0]), [1.0], call="half([2])")
