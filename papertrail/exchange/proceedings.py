"""Names of proceedings and journals in full, by the short names that sources give."""

import re

_YEAR = re.compile(r"\s*\b(?:19|20)\d\d\b\s*")
_CONFERENCES = {
    "neurips": "Advances in Neural Information Processing Systems",
    "nips": "Advances in Neural Information Processing Systems",
    "icml": "Proceedings of the International Conference on Machine Learning",
    "iclr": "International Conference on Learning Representations",
    "cvpr": "Proceedings of the IEEE/CVF Conference on Computer Vision and Pattern Recognition",
    "iccv": "Proceedings of the IEEE/CVF International Conference on Computer Vision",
    "eccv": "Proceedings of the European Conference on Computer Vision",
    "wacv": "Proceedings of the IEEE/CVF Winter Conference on Applications of Computer Vision",
    "acl": "Proceedings of the Annual Meeting of the Association for Computational Linguistics",
    "emnlp": "Proceedings of the Conference on Empirical Methods in Natural Language Processing",
    "naacl": "Proceedings of the Conference of the Nations of the Americas Chapter of the "
    "Association for Computational Linguistics",
    "eacl": "Proceedings of the Conference of the European Chapter of the Association for "
    "Computational Linguistics",
    "aistats": "Proceedings of the International Conference on Artificial Intelligence and "
    "Statistics",
    "aaai": "Proceedings of the AAAI Conference on Artificial Intelligence",
    "ijcai": "Proceedings of the International Joint Conference on Artificial Intelligence",
    "uai": "Proceedings of the Conference on Uncertainty in Artificial Intelligence",
    "colt": "Proceedings of the Conference on Learning Theory",
    "corl": "Proceedings of the Conference on Robot Learning",
    "kdd": "Proceedings of the ACM SIGKDD Conference on Knowledge Discovery and Data Mining",
    "icassp": "Proceedings of the IEEE International Conference on Acoustics, Speech and Signal "
    "Processing",
    "icra": "Proceedings of the IEEE International Conference on Robotics and Automation",
}
_JOURNALS = {
    "tpami": "IEEE Transactions on Pattern Analysis and Machine Intelligence",
    "jmlr": "Journal of Machine Learning Research",
    "tmlr": "Transactions on Machine Learning Research",
    "tacl": "Transactions of the Association for Computational Linguistics",
    "ijcv": "International Journal of Computer Vision",
}


def container_of(venue: str) -> str:
    """Return the full name of a venue such as "NeurIPS 2017", else the venue without its year."""
    short = without_year(venue)
    known = short.lower().removeprefix("ieee ")
    return _CONFERENCES.get(known) or _JOURNALS.get(known) or short


def without_year(venue: str) -> str:
    """Return a venue without the year of its edition."""
    return " ".join(_YEAR.sub(" ", venue).split()) or venue


def venue_of(container: str, year: int | None) -> str:
    """Return the short name of proceedings or a journal in full, with the year where known.

    The inverse of `container_of`, for entries that are read.
    """
    short = _SHORT.get(container.casefold(), container)
    if year is None or str(year) in short:
        return short
    return f"{short} {year}"


_SPELT = {"neurips": "NeurIPS", "corl": "CoRL"}
_SHORT = {
    full.casefold(): _SPELT.get(name, name.upper())
    for name, full in (_CONFERENCES | _JOURNALS).items()
    if name != "nips"
}
