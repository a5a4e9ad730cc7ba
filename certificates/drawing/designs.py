"""The designs: which template and style sheet, and how each line gives way when its words are long."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

HERE = Path(__file__).parent
FONTS = HERE / "fonts"


@dataclass(frozen=True)
class Step:
    """One rung of a ladder: a class of the style sheet, and on how many rows the line may stand."""

    style: str
    rows: int = 1


@dataclass(frozen=True, eq=False)
class Design:
    """A design never changes once certificates carry it: a change is a new version under a new number."""

    name: str
    version: int
    template: str
    stylesheet: Path
    spacings: tuple[str, ...]  # classes of the body, airy before tight
    ladders: Mapping[str, tuple[Step, ...]]  # by line: the best size first, the last resort last

    @property
    def label(self) -> str:
        """What is stored with a certificate, e.g. "ben-cang/1"."""
        return f"{self.name}/{self.version}"


def _steps(*styles: str) -> tuple[Step, ...]:
    return tuple(Step(style) for style in styles)


_PLAIN = _steps("d-l", "d-m", "d-s")
_LONG = (Step("d-l"), Step("d-m"), Step("d-m", rows=2))

BEN_CANG = Design(
    name="ben-cang",
    version=1,
    template="pdf/certificates/ben-cang.html",
    stylesheet=HERE / "designs" / "ben-cang" / "ben-cang.css",
    spacings=("thoang", "chat"),
    ladders=MappingProxyType(
        {
            "parent_body": _steps("co-l", "co-m"),
            "issuing_unit": _PLAIN,
            "presented": _PLAIN,
            "full_name": _steps("ten-l", "ten-m", "ten-s"),
            "organisation": _LONG,
            "course_vi": (*_steps("kh-l", "kh-m", "kh-s"), Step("kh-m", rows=2), Step("kh-s", rows=2)),
            "course_en": _LONG,
            "period": _PLAIN,
            "manner": _PLAIN,
            "decision": _PLAIN,
            "place_date": _PLAIN,
            "signer_title": _PLAIN,
            "signing": _steps("nho"),
            "signer_name": _PLAIN,
            "serial": _steps("nho", "nho-s"),
            "register_number": _steps("nho", "nho-s"),
            "code": _steps("nho", "nho-s"),
            "address": _steps("nho", "nho-s"),
        }
    ),
)

# By name, the version new certificates get.
DESIGNS: Mapping[str, Design] = MappingProxyType({BEN_CANG.name: BEN_CANG})

# By label, every version a certificate may carry, so that old ones can be drawn again.
VERSIONS: Mapping[str, Design] = MappingProxyType({BEN_CANG.label: BEN_CANG})
