# name = "passes-surrogates-through"
# exercise = "to_bytes"
# believes = "surrogates can be written like other characters"
# symptom = "bytes that no other program reads as UTF-8"
# caught_by = "to_bytes"
# asks = ["May UTF-8 contain these three bytes?", "What would another program say to them?"]
def to_bytes(text):
    return text.encode("utf-8", errors="surrogatepass")
