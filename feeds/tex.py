r"""Write the TeX that authors leave in titles and abstracts as text; formulas stay formulas.

arXiv keeps what authors typed, `Schr\"odinger`, `\emph{not}`, `17\%`, and shows accents as letters
(https://info.arxiv.org/help/prep.html; `tex2utf` in https://github.com/arXiv/arxiv-base). Here all
that is outside formulas becomes text. A command that is not known, such as a macro of the
paper, stays as it is written.
"""

import re
import unicodedata

FORMULA = re.compile(
    # As pandoc distinguishes formulas from prices: no space inside the dollar signs, and no digit
    # after them, save after one that has a command: 256$\times$256.
    r"(?<![\\$])(?P<mark>\$\$?)(?=[^\s$])(?P<dollars>(?P<command>[^$]{0,400}?[\\^_])?[^$]{1,400}?)"
    r"(?<=[^\s\\])(?P=mark)(?(command)(?!\$)|(?![\d$]))"
    r"|\\\((?P<round>.{1,400}?)\\\)"
    r"|\\\[(?P<square>.{1,400}?)\\\]"
)
"""A formula; its TeX is in the group `dollars`, `round` or `square`."""
LONGEST = 100_000
"""Characters of the longest text that is read as TeX; no abstract comes near it."""

_MAY_HAVE_TEX = re.compile(r"[\\~{]|``|--")
_DEEPEST = 5
_KEPT = re.compile(r"\x00(\d+)\x00")

_ACCENTS = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", '"': "\u0308", "=": "\u0304",
    ".": "\u0307", "u": "\u0306", "v": "\u030c", "H": "\u030b", "c": "\u0327", "k": "\u0328",
    "r": "\u030a", "d": "\u0323", "b": "\u0331",
}  # fmt: skip
_ACCENT = re.compile(
    # {\"o}, \"{o}, \"o, \"{\i}; those named by a letter need braces or a space: \v{s}, \c c
    r"(?P<open>\{)?\\(?:(?P<sign>[`'^~\"=.])\s*|(?P<letter>[uvHckrdb])(?=\s*\{|\s+\\?[A-Za-z]\b|\s+[A-Za-z][a-z]))\s*"
    r"(?:\{\s*\\?(?P<braced>[A-Za-z])\s*\}|\\(?P<dotless>[ij])(?![A-Za-z])(?:\{\}|\s)?|(?P<bare>[A-Za-z]))"
    r"(?(open)\})"
)
_LETTERS = {
    "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "aa": "å", "AA": "Å", "o": "ø", "O": "Ø",
    "l": "ł", "L": "Ł", "ss": "ß", "i": "ı", "j": "ȷ", "dh": "ð", "DH": "Ð", "th": "þ",  # noqa: RUF001
    "TH": "Þ", "dj": "đ", "DJ": "Đ", "ng": "ŋ", "NG": "Ŋ",
}  # fmt: skip
_SYMBOLS = {
    "ldots": "…", "dots": "…", "textellipsis": "…", "textendash": "–", "textemdash": "—",  # noqa: RUF001
    "textquoteleft": "‘", "textquoteright": "’", "textquotedblleft": "“",  # noqa: RUF001
    "textquotedblright": "”", "textasciitilde": "~", "textunderscore": "_", "textbar": "|",
    "textless": "<", "textgreater": ">", "textdegree": "°", "degree": "°", "deg": "°", "S": "§",
    "P": "¶", "dag": "†", "ddag": "‡", "pounds": "£", "copyright": "©", "textcopyright": "©",
    "textregistered": "®", "texttrademark": "™", "TeX": "TeX", "LaTeX": "LaTeX", "eg": "e.g.",
    "ie": "i.e.", "quad": " ", "qquad": " ", "noindent": "", "allowbreak": "", "small": "",
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "varepsilon": "ε",  # noqa: RUF001
    "eta": "η", "theta": "θ", "kappa": "κ", "lambda": "λ", "mu": "μ", "pi": "π", "rho": "ρ",  # noqa: RUF001
    "sigma": "σ", "tau": "τ", "phi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω", "Delta": "Δ",  # noqa: RUF001
    "Sigma": "Σ", "Omega": "Ω", "ell": "ℓ", "times": "×", "pm": "±", "approx": "≈", "sim": "∼",  # noqa: RUF001
    "leq": "≤", "le": "≤", "geq": "≥", "ge": "≥", "neq": "≠", "infty": "∞", "cdot": "·",
    "rightarrow": "→", "to": "→", "in": "∈",
}  # fmt: skip
_NAMED = re.compile(
    rf"(?P<open>\{{)?\\(?P<name>{'|'.join(sorted(_LETTERS | _SYMBOLS, key=len, reverse=True))})"
    r"(?![A-Za-z])(?(open)\s*\}|(?:\{\}|(?P<space>\s))?)"
)
_STYLES = "emph|text(?:bf|it|tt|sc|rm|sf|sl|up|md|normal|superscript|subscript)?|underline|uline|mbox|hbox|title"
_STYLED = re.compile(rf"\\(?:{_STYLES})\s*\{{([^{{}}]*)\}}")
_SWITCHED = re.compile(
    r"\{\\(?:em|bf|it|sc|tt|rm|sl|sf|small|(?:bf|it|sl|sc|up)(?:series|shape))(?![A-Za-z])\s*([^{}]*)\}"
)
_COLOURED = re.compile(r"\\textcolor\s*\{[^{}]*\}\s*\{([^{}]*)\}")
_LINKED = re.compile(r"\\href\s*\{([^{}]*)\}\s*\{([^{}]*)\}")
_ADDRESS = re.compile(r"\\(?:url|path|nolinkurl)\s*\{([^{}]*)\}")
_FOOTNOTE = re.compile(r"\s*\\footnote\s*\{([^{}]*)\}")
_CITED = re.compile(r"[\s~]*\\(?:cite[a-z]{0,8}\*?|label)\s*(?:\[[^\][]*\])*\{[^{}]*\}")
_ESCAPED = re.compile(r"\\([%&#_{}$])")
_SPACES = re.compile(r"\\(?:[\\,;:!/ ]|-(?=[a-z]))(?<!\\-)[ ]?|\\-(?=[a-z])")
_TIED = re.compile(r"(?<=[\w.,)\x00])~(?=[\w(\[\\\x00])")
_GAP = re.compile(" {2,}")
_QUOTED = re.compile(r"``([^`]{1,500}?)''")
_DASH = re.compile(r"(?<![-\S])---?(?![-\S])|(?<=[^\s-])---?(?=[^\s>-])")
_PROTECTED = re.compile(
    r"(?<![\\\w^_}])\{([A-Za-z0-9]+)\}(?=[A-Za-z])|(?<![\\\w^_}])\{([A-Z][A-Z0-9-]*)\}"
)


def readable(text: str) -> str:
    r"""Return a text without TeX markup outside formulas.

    Accents and letters become those of Unicode; emphasis, links and groups leave what they
    surround; escaped signs, ties, quotation marks and dashes become the characters they mean.
    """
    if not _MAY_HAVE_TEX.search(text) or len(text) > LONGEST:
        return text
    formulas: list[str] = []

    def keep(formula: re.Match[str]) -> str:
        formulas.append(formula[0])
        return f"\x00{len(formulas) - 1}\x00"

    bare = FORMULA.sub(keep, text.replace("\x00", ""))
    return _KEPT.sub(lambda place: formulas[int(place[1])], _without_markup(bare))


def _without_markup(text: str) -> str:
    """Return a text that has no formulas without markup."""
    if "\\" in text:
        text = _ACCENT.sub(_accented, text)
        text = _NAMED.sub(_named, text)
        text = _CITED.sub("", text)
        # Commands within commands, the innermost first.
        for _ in range(_DEEPEST):
            before, text = text, _unwrapped(text)
            if text == before:
                break
        text = _SPACES.sub(_space, text)
    text = _TIED.sub(" ", text)
    text = _DASH.sub(lambda dash: "—" if len(dash[0]) > len("--") else "–", text)  # noqa: RUF001
    text = _QUOTED.sub(r"“\1”", text)
    text = _PROTECTED.sub(lambda group: group[1] or group[2], text)
    return _GAP.sub(" ", _ESCAPED.sub(r"\1", text))


def _unwrapped(text: str) -> str:
    """Return a text in which the innermost commands gave way to what they show."""
    text = _STYLED.sub(r"\1", text)
    text = _SWITCHED.sub(r"\1", text)
    text = _COLOURED.sub(r"\1", text)
    text = _LINKED.sub(lambda link: link[2].strip() or link[1], text)
    text = _ADDRESS.sub(r"\1", text)
    return _FOOTNOTE.sub(r" (\1)", text)


def _accented(found: re.Match[str]) -> str:
    letter = found["braced"] or found["dotless"] or found["bare"]
    return unicodedata.normalize("NFC", letter + _ACCENTS[found["sign"] or found["letter"]])


def _named(found: re.Match[str]) -> str:
    name = found["name"]
    if name in _LETTERS:
        return _LETTERS[name]
    # TeX swallows the space after a command; who types one mostly wants to see it.
    return _SYMBOLS[name] + (found["space"] or "")


def _space(found: re.Match[str]) -> str:
    if found[0][1] in "-!/":
        return ""
    return " "
