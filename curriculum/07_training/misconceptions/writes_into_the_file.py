# name = "writes-into-the-file"
# exercise = "write_atomically"
# believes = "writing a file is one action"
# symptom = "the old file is gone before the new one is whole"
# caught_by = "write_atomically"
# asks = ["What does the folder hold when the power fails half-way?"]
def write_atomically(path, content):
    with open(path, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
