# name = "trusts-the-buffer"
# exercise = "write_atomically"
# believes = "what was written is on the disk"
# symptom = "after a power failure the new name may belong to an empty file"
# caught_by = "write_atomically"
# asks = ["Where are the bytes after write() returns?"]
def write_atomically(path, content):
    path = Path(path)
    part = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        part.write_bytes(content)
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)
