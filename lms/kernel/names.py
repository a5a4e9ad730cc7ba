"""Vietnamese names and words: one stored form (NFC), one folded form to find by, one key to sort by.

Sources: Unicode NFC; the two habits of placing the tone mark (hoà/hòa) differ only in which vowel carries it, so
folding, which drops all marks, makes them equal. Names sort by given name, then family, then middle names.
"""

import unicodedata

# Vietnamese alphabetical order of vowels and of the tones (ngang, huyền, hỏi, ngã, sắc, nặng).
_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_ORDER = {letter: f"{index:02d}" for index, letter in enumerate(_ALPHABET, start=10)}
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
_SHAPES = {"\u0306": "breve", "\u0302": "hat", "\u031b": "horn"}
_SHAPED = {("a", "breve"): "ă", ("a", "hat"): "â", ("e", "hat"): "ê", ("o", "hat"): "ô", ("o", "horn"): "ơ",
           ("u", "horn"): "ư"}  # fmt: skip


def nfc(text: str) -> str:
    """Composed form, with runs of white space made one space. What phones and spreadsheets send is often NFD."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def fold(text: str) -> str:
    """Lower case without marks: "Nguyễn Thị Ánh" and "nguyen thi anh" are found by one another, as are Hoà and Hòa."""
    plain = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return " ".join("".join(sign for sign in plain if not unicodedata.combining(sign)).split())


def _word_key(word: str) -> str:
    """Letters first, tone last: the order of a Vietnamese dictionary, as plain ASCII for any database."""
    letters: list[str] = []
    tones = ""
    for sign in unicodedata.normalize("NFD", word.casefold()):
        if sign in _TONES:
            tones += _TONES[sign]
        elif sign in _SHAPES and letters:
            letters[-1] = _SHAPED.get((letters[-1], _SHAPES[sign]), letters[-1])
        elif not unicodedata.combining(sign):
            letters.append(sign)
    coded = "".join(_ORDER.get(letter, f"0{ord(letter):x}") for letter in letters)
    return f"{coded}.{tones or '0'}"


def sort_key(full_name: str) -> str:
    """Given name (the last word), family name (the first), then the middle names; at most 255 characters."""
    words = nfc(full_name).split()
    if not words:
        return ""
    ordered = [words[-1], *words[:1], *words[1:-1]] if len(words) > 1 else words
    return " ".join(_word_key(word) for word in ordered)[:255]
