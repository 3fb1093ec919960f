# name = "the-last-part-takes-the-rest"
# exercise = "split_sizes"
# believes = "what is left goes to the last part"
# symptom = "sizes add up, and the first parts are one too small"
# caught_by = "split_sizes"
# asks = ["Which parts get the examples that are left, by the rule?"]
def split_sizes(n, parts):
    if min(parts) < 0 or not (sum(parts) == n or math.isclose(sum(parts), 1)):
        raise ValueError(f"parts {list(parts)} add up to {sum(parts)}, neither to 1 nor to {n}")
    if not math.isclose(sum(parts), 1):
        return list(parts)
    sizes = [math.floor(n * fraction) for fraction in parts[:-1]]
    return [*sizes, n - sum(sizes)]
