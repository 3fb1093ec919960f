"""The milestone programs at full size, on the reference package."""
