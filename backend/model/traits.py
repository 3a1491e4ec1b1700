"""What can be told of a comment's newest words at a glance: stored as bits, asked for by `has:` and `is:`."""

from enum import IntFlag


class Trait(IntFlag):
    """One bit each. Costly to renumber: they are stored."""

    TEXTLESS = 1
    LINK = 2
    IMAGE = 4
    GIF = 8
    VIDEO = 16
    AUDIO = 32
    STICKER = 64
    QUOTE = 128
    QUESTION = 256
    SPOILER = 512
