# name = "prints-instead-of-returning"
# exercise = "hello_tinytorch"
# believes = "what a function prints is its value"
# symptom = "the greeting appears on the screen, and the value is None"
# caught_by = "hello_tinytorch"
# asks = ["What does a function hand back when it has no `return`?", "After `x = hello_tinytorch()`, what is in `x`?"]
def hello_tinytorch():
    print("Hello, TinyTorch")
