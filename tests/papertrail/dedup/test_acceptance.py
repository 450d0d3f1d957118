"""What a comment says of where a paper was accepted."""

import pytest

from papertrail.dedup.acceptance import acceptance


@pytest.mark.parametrize(
    ("comment", "venue", "year"),
    [
        ("Accepted by ICML 2026", "ICML 2026", 2026),
        ("12 pages, 4 figures. Accepted at NeurIPS 2025 (Spotlight)", "NeurIPS 2025", 2025),
        ("Accepted by AAAI-2026", "AAAI 2026", 2026),
        ("To appear in ECCV'24", "ECCV 2024", 2024),
        ("ICLR 2026; code at https://example.org/2025", "ICLR 2026", 2026),
        ("Accepted to the 2026 IEEE/CVF WACV", "WACV 2026", 2026),
        ("Accepted at the Conference on Computer Vision (CVPR), 2026", "CVPR 2026", 2026),
        ("accepted to Interspeech 2026, Sydney", "Interspeech 2026", 2026),
        ("Accepted at the ICML 2026 Workshop on Graphs", "ICML 2026 Workshop", 2026),
        ("ICASSP2026 camera-ready", "ICASSP 2026", 2026),
        ("Accepted for publication in IEEE TPAMI", "IEEE TPAMI", None),
        ("Published in TMLR", "TMLR", None),
    ],
)
def test_an_acceptance_is_a_venue(comment: str, venue: str, year: int | None) -> None:
    assert acceptance(comment) == (venue, year)


@pytest.mark.parametrize(
    "comment",
    [
        None,
        "",
        "8 pages, 3 figures",
        "Submitted to ICML 2026",
        "Under review at NeurIPS 2026",
        "Extended version of our CVPR 2025 paper",
        "Technical report of the CVPR 2026 challenge",
        "Uses the ICLR 2026 template",
        "We thank GPT-4 2023",
        "Accepted",
        "Project page: https://example.org/ICML-demo",
    ],
)
def test_what_is_no_acceptance_is_no_venue(comment: str | None) -> None:
    assert acceptance(comment) is None
