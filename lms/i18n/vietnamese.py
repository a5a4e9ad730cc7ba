"""Does a text read as Vietnamese? Its syllables are a closed set, so a word of another language gives itself away.

Source of the shapes: the table of onsets and rimes in any grammar of the language (quốc ngữ); a syllable that ends in
-c, -ch, -p or -t carries the sharp or the heavy tone, which is why “stop” or “edit” can be no Vietnamese word.
"""

import re
import unicodedata
from collections.abc import Collection
from functools import lru_cache

_TONES = "\u0300\u0301\u0303\u0309\u0323"  # grave, acute, tilde, hook, dot below
_RIMES = """
a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
e ec em en eng eo ep et ê êch êm ên ênh êp êt êu
i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu
o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong ooc oong op ot
ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
u ua uc ui um un ung up ut uân uâng uât uây uê uêch uênh uôc uôi uôm uôn uông uôt uơ
uy uya uych uyên uyêt uynh uyp uyt uyu
ư ưa ưc ưi ưm ưn ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu
y ych yêm yên yêng yêt yêu ynh yt yu
""".split()  # noqa: SIM905 - a table to read
_SYLLABLE = re.compile(
    r"(ngh(?=[ieêy])|ng(?![ieêy])|gh(?=[ieê])|gi(?=.)|g(?!h|[eêy])|k(?=[ieêy])|c(?!h|[ieêy])"
    r"|qu|kh|nh|ph|th|tr|ch|[bdđhlmnprstvx])?(" + "|".join(sorted(_RIMES, key=len, reverse=True)) + ")"
)
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_CODE = re.compile(
    r"%\(\w+\)\w|%\w|\S*[\d²³_@/\\{}<>=&#]\S*|\S+\.\w+\S*|\b[A-Z]{2,}(?:-[A-Z\d]+)+\b|\b[a-z]+(?:-[a-z]+){2,}\b|\b\w\b"
)
_NEW_MARKS = re.compile(r"\w*(?<![qQ])(?:[oO][àáảãạèéẻẽẹ]|[uU][ỳýỷỹỵ])(?!\w)")


@lru_cache(maxsize=20_000)
def is_syllable(word: str) -> bool:
    """Whether `word`, in any case, is shaped as a Vietnamese syllable. The shape alone: “bụng” and “bủng” both are."""
    apart = unicodedata.normalize("NFD", word.lower())
    tones = [mark for mark in apart if mark in _TONES]
    bare = unicodedata.normalize("NFC", "".join(mark for mark in apart if mark not in _TONES))
    if len(tones) > 1 or not _SYLLABLE.fullmatch(bare):
        return False
    stopped = bare.endswith(("c", "ch", "p", "t"))
    return not stopped or tones in (["\u0301"], ["\u0323"])


def foreign_words(text: str, allowed: Collection[str] = ()) -> list[str]:
    """Words of `text` that are no Vietnamese ones: codes, file names, addresses and `allowed` (lower case) aside."""
    found = []
    for word in _WORD.findall(_CODE.sub(" ", unicodedata.normalize("NFC", text))):
        if word.lower() in allowed:
            continue
        if not all(is_syllable(part) or part.lower() in allowed for part in re.split(r"['’-]", word)):
            found.append(word)
    return found


def new_style_marks(text: str) -> list[str]:
    """Words whose tone mark stands as the house does not write it (hoà, khoá, thuỷ instead of hòa, khóa, thủy)."""
    return [found[0] for found in _NEW_MARKS.finditer(unicodedata.normalize("NFC", text))]


def has_vietnamese_letters(text: str) -> bool:
    """Whether `text` holds letters that only Vietnamese writes so; for finding it on an English page."""
    bare = re.sub(r"[\s\x00-\x7f]", "", unicodedata.normalize("NFC", text))
    return bool(re.search(r"[ăâđêôơưĂÂĐÊÔƠƯ\u1ea0-\u1ef9àáãèéìíĩòóõùúũýÀÁÃÈÉÌÍĨÒÓÕÙÚŨÝ]", bare))
