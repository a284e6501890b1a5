"""How a model's answer is written: what to tell the model, how to read it, how to stream it while it is written.

Imports the standard library and the domain alone. `door` is the way in; `xml` is the reference's syntax; `streaming`
holds the extractors that turn a model's output into text for a user.
"""
