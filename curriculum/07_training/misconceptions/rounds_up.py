# name = "rounds-up"
# exercise = "progress_line"
# believes = "a begun place is a full one"
# symptom = "full before the end"
# caught_by = "progress_line"
# asks = ["How many places are full after two thirds of four?"]
def progress_line(done, total, width=20, **numbers):
    filled = -(-width * done // total)
    bar = "#" * filled + "-" * (width - filled)
    return " ".join([f"[{bar}]", f"{done}/{total}", *(f"{name} {value:.4f}" for name, value in numbers.items())])
