# name = "what-is-left-is-lost"
# exercise = "split_sizes"
# believes = "rounding down does no harm"
# symptom = "sizes of fractions add up to less than n"
# caught_by = "split_sizes"
# asks = ["What do your sizes add up to for 11 examples and three parts?", "Who gets the examples that are left?"]
def split_sizes(n, parts):
    if min(parts) < 0 or not (sum(parts) == n or math.isclose(sum(parts), 1)):
        raise ValueError(f"parts {list(parts)} add up to {sum(parts)}, neither to 1 nor to {n}")
    if not math.isclose(sum(parts), 1):
        return list(parts)
    return [math.floor(n * fraction) for fraction in parts]
