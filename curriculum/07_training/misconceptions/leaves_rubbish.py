# name = "leaves-rubbish"
# exercise = "write_atomically"
# believes = "an error ends the function, so nothing is left to do"
# symptom = "after every failure one more half file lies in the folder"
# caught_by = "write_atomically"
# asks = ["Who removes the part if the disk is full?"]
def write_atomically(path, content):
    path = Path(path)
    part = path.with_name(f".{path.name}.{os.getpid()}")
    with open(part, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(part, path)
