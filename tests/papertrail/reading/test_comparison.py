"""Papers are compared by what their sentences name."""

from papertrail.reading.comparison import compare
from papertrail.reading.sentences import Sentence


def test_hardware_is_no_data_set() -> None:
    text = "COCO images fill one GPU. A GPU reads COCO."
    paper = tuple(Sentence(each, 1, "", 0) for each in text.split(". "))

    aspects = compare([paper, paper], [(), ()])

    (data,) = (aspect for aspect in aspects if aspect.name == "data")
    assert data.shared == ("COCO",)
