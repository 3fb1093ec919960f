# name = "colours-side-by-side"
# exercise = "cifar_records"
# believes = "red, green and blue of a pixel lie together"
# symptom = "shapes may be right, colours are scrambled"
# caught_by = "cifar_records"
# asks = ["Which bytes of a record are red?", "Which axis changes fastest in the file?"]
def cifar_records(data):
    if len(data) % 3073:
        raise ValueError(f"{len(data)} bytes are not a whole number of records of 3073")
    table = np.frombuffer(data, dtype=np.uint8).reshape(-1, 3073)
    return table[:, 1:].reshape(-1, 32, 32, 3).transpose(0, 3, 1, 2), table[:, 0]
