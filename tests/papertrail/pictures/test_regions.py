"""Regions of a map."""

import numpy as np
import pytest

from papertrail.pictures.regions import density, regions

CENTRES = {"graph networks": (0.2, 0.2), "speech recognition": (0.8, 0.3), "proteins": (0.5, 0.8)}


def test_each_crowd_is_a_region_named_by_what_only_its_titles_have() -> None:
    chance = np.random.default_rng(1)
    places, titles = [], []
    for name, centre in CENTRES.items():
        for _ in range(80):
            places.append(chance.normal(centre, 0.02))
            titles.append(f"A new method for {name}")
    found = [each for each in regions(np.array(places, np.float32), titles) if each.level == 0]
    assert {each.terms[0] for each in found} == CENTRES.keys()
    for each in found:
        assert (each.x, each.y) == pytest.approx(CENTRES[each.terms[0]], abs=0.06)
        assert each.papers == 80


def test_two_forms_of_a_word_are_one_name() -> None:
    titles = ["Agent planning", "Agents planning"] * 30
    found = regions(np.full((60, 2), 0.5, np.float32), titles)
    assert not any({"agent", "agents"} <= {*each.terms} for each in found)


def test_an_empty_map_has_no_regions() -> None:
    assert regions(np.empty((0, 2), np.float32), []) == ()


def test_density_counts_each_paper_once() -> None:
    places = np.random.default_rng(1).uniform(0.2, 0.8, (500, 2)).astype(np.float32)
    assert density(places).sum() == pytest.approx(500, rel=1e-3)
