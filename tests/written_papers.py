"""Two short papers, written for tests, as the extraction of a PDF would give them."""

from papertrail.types.document import Block, BlockKind, DocumentText, Page, Passage

_WHALES = [
    (
        1,
        "Abstract",
        (
            "Humpback whales sing, and nobody has counted their songs from the air. However, "
            "boats disturb the animals, and earlier surveys lack data from the winter. We "
            "propose AirSong, a method that counts songs with microphones below a balloon. It"
            " finds 91.4% of the songs, which improves over the best boat survey by 7.2 "
            "points."
        ),
    ),
    (
        2,
        "2 Method",
        (
            "Our method consists of a convolutional neural network (CNN) and a hidden Markov "
            "model (HMM). We used one server with four NVIDIA A100 cards, and each run ended "
            "after nine hours. The learning rate starts at 0.002 and is halved every ten "
            "epochs. Here K denotes the number of microphones below the balloon."
        ),
    ),
    (
        2,
        "3 Data",
        (
            "We recorded 4,300 songs off Tonga in 2021 and 2022. Three biologists labelled "
            "every song by hand. The recordings are available at https://example.org/airsong "
            "under a Creative Commons license."
        ),
    ),
    (
        3,
        "4 Results",
        (
            "AirSong reaches an accuracy of 91.4% on the Tonga recordings. In strong wind the"
            " accuracy falls to 60.3%, because gusts mask the low notes. We compare with two "
            "boat surveys."
        ),
    ),
    (
        3,
        "5 Limitations",
        (
            "The balloon cannot fly above 12 m/s of wind. We leave singing in the dark season"
            " for future work."
        ),
    ),
    (
        4,
        "Acknowledgements",
        "The survey was supported by a grant of the Ocean Foundation.",
    ),
]
_BIRDS = [
    (
        1,
        "Abstract",
        (
            "Starlings murmur, and their turns are hard to predict. We present a model of "
            "turns that needs seven neighbours only. It outperforms earlier models by 3.1 "
            "points."
        ),
    ),
    (
        2,
        "2 Data",
        (
            "We filmed 120 flocks over Rome with six cameras. The training set has 100 flocks"
            " and the test set 20. Accuracy is measured on turns of more than 30 degrees; CNN"
            " features are not used, although a CNN was tried."
        ),
    ),
    (
        3,
        "3 Results",
        (
            "Our model achieves an accuracy of 84.0% on the test set. It fails to follow "
            "flocks that split."
        ),
    ),
]


def whales(extra: str = "") -> DocumentText:
    """Return a paper about the songs of whales; `extra` is put on its second page."""
    sections = list(_WHALES)
    if extra:
        sections.insert(2, (2, "2 Method", extra))
    return _document(sections)


def birds() -> DocumentText:
    """Return a paper about flocks of starlings."""
    return _document(_BIRDS)


def _document(sections: list[tuple[int, str, str]]) -> DocumentText:
    pages = sorted({page for page, _, _ in sections})
    blocks, passages = [], []
    for number, (page, section, text) in enumerate(sections):
        blocks.append(Block(BlockKind.HEADING, section, page, section))
        blocks.append(Block(BlockKind.BODY, text, page, section))
        passages.append(Passage(number, text, page, section))
    return DocumentText(
        tuple(
            Page(page, "\n".join(text for where, _, text in sections if where == page))
            for page in pages
        ),
        tuple(blocks),
        tuple(passages),
    )
