"""How does the program say no? With a sentence a person can act on, never with a code."""


class Refused(Exception):
    """The program's rules say no to something that was well formed and permitted; becomes a 409 with its sentences."""

    def __init__(self, *sentences: str) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = sentences
