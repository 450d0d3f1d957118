"""Recognise texts that are not in English, from a few words."""

import re
import unicodedata

_SCRIPTS = {
    "CJK": "Chinese or Japanese",
    "HIRAGANA": "Japanese",
    "KATAKANA": "Japanese",
    "HANGUL": "Korean",
    "CYRILLIC": "Russian",
    "ARABIC": "Arabic",
    "HEBREW": "Hebrew",
    "DEVANAGARI": "Hindi",
    "THAI": "Thai",
    "GREEK": "Greek",
}
"""What the names of a script's letters begin with, and the language that is most often meant."""
_LEAST_LETTERS = 0.3
"""Share of letters in another script from which on a text is in it; formulas have some Greek."""
_FUNCTION_WORDS = {
    "German": """
        und der das den dem ein eine einer einem für von mit zur zum auf aus bei nach über unter
        durch ohne wie wird werden ist sind nicht oder auch
    """,
    "French": """
        le la les des une du et pour avec sans dans sur par que qui est sont aux ou apprentissage
        réseaux
    """,
    "Spanish": "el la los las del una para con sin por que en cómo aprendizaje redes sobre como",
    "Italian": "il lo la gli delle della dei di con senza nel una che apprendimento reti",
    "Portuguese": "os da dos uma para com sem por que em aprendizagem redes",
    "Dutch": "het een van voor met zonder en naar bij uit hoe leren netwerken",
}
"""Words that most titles in a language have, and that are none in English."""
_ENGLISH_WORDS = """
    the of and for with in to on is are a an by from how what which without using as at
"""
_ENGLISH = frozenset(_ENGLISH_WORDS.split())
_BY_LANGUAGE = {language: frozenset(words.split()) for language, words in _FUNCTION_WORDS.items()}
_LEAST_FUNCTION_WORDS = 2
_LEAST_WORDS = 3
_LEAST_UNKNOWN = 0.5
_WORD = re.compile(r"[^\W\d_]+")


def language_of_script(text: str) -> str | None:
    """Return the language that the script of a text is most often for, None for Latin script."""
    letters = [character for character in text if character.isalpha()]
    counts: dict[str, int] = {}
    for letter in letters:
        name = unicodedata.name(letter, "").split(" ")[0].removesuffix("-UNIFIED")
        if name in _SCRIPTS:
            counts[name] = counts.get(name, 0) + 1
    if sum(counts.values()) < _LEAST_LETTERS * len(letters) or not counts:
        return None
    if "HIRAGANA" in counts or "KATAKANA" in counts:
        return "Japanese"
    return _SCRIPTS[max(counts, key=lambda name: counts[name])]


def language_by_words(text: str, unknown: float) -> str | None:
    """Return the language of a text in Latin script, None if it may be English.

    Args:
        text: a query.
        unknown: the share of its words that no stored paper has.
    """
    words = [word for word in _WORD.findall(text) if word.islower() or word.istitle()]
    found = {word.lower() for word in words}
    if not found or found & _ENGLISH:
        return None
    hits = {language: len(found & usual) for language, usual in _BY_LANGUAGE.items()}
    language = max(hits, key=lambda name: hits[name])
    if hits[language] >= _LEAST_FUNCTION_WORDS or (hits[language] and unknown):
        return language
    accented = any(not word.isascii() for word in found)
    foreign = accented and len(found) >= _LEAST_WORDS and unknown >= _LEAST_UNKNOWN
    if foreign:
        return "another language"
    return None
