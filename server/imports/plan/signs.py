"""Signs: full-width and half-width made alike sign for sign, so that places in both spellings agree."""

_ASCII = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_BLANKS = "\t\v\f\u00a0\u00ad\u2000\u2001\u2002\u2003\u2009\u200a\u200b\u200c\u200d\u202f\u2060\u3000\ufeff"
_ALIKE = str.maketrans(_ASCII | {ord(blank): " " for blank in _BLANKS} | {ord("｡"): "。", ord("､"): "、"})
_CLOSING = "”’\"')]』」》〉】 "
_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
NUMERAL = "[0-9]{1,4}|[〇零一二三四五六七八九十百两]{1,7}"
"""A number as plans write it; for patterns run over folded text."""


def folded(text: str) -> str:
    """The same text with ASCII signs and plain blanks, each at its old place."""
    return text.translate(_ALIKE)


def stripped(text: str) -> str:
    """A piece of the source without the blanks around it, full-width and invisible ones too."""
    return text.strip(_BLANKS + " \r\n")


def without_stop(text: str) -> str:
    """A list or a date without the full stop (or semicolon) that closes its line."""
    bare = stripped(text)
    while bare and folded(bare[-1]) in "。.;":
        bare = stripped(bare[:-1])
    return bare


def ends_sentence(text: str) -> bool:
    """Whether a paragraph has come to its end; a closing quote or bracket may follow the stop."""
    return folded(text).rstrip(_CLOSING).endswith(("。", "!", "?"))


def number_of(words: str) -> int | None:
    """The number that digits or Chinese numerals spell, or None: 12, 十二, 三十三, 一百零二, 二〇二四."""
    if words.isascii() and words.isdigit():
        return int(words)
    if not words or any(sign not in _DIGITS and sign not in "十百" for sign in words):
        return None
    if not set(words) & {"十", "百"}:
        return int("".join(str(_DIGITS[sign]) for sign in words))
    return _below_thousand(words)


def _below_thousand(words: str) -> int | None:
    hundreds, hundred, rest = words.rpartition("百")
    tens, ten, ones = rest.rpartition("十")
    if hundred:
        tens, ones = tens.lstrip("零〇"), ones.lstrip("零〇")
    if max(len(hundreds), len(tens), len(ones)) > 1 or set(hundreds + tens + ones) & {"十", "百"}:
        return None
    total = _DIGITS.get(hundreds, 1) * 100 if hundred else 0
    total += _DIGITS.get(tens, 1) * 10 if ten else 0
    return total + _DIGITS.get(ones, 0)
