"""The fixed part of a way, and the bundled facts that it is made of."""

from graphlib import TopologicalSorter

import pytest

from papertrail.learn.collection import concepts, essentials, landmarks, named, spine
from papertrail.learn.way import fits, fixed_steps, within

STARTERS = ("Transformers", "Self-supervised learning", "Meta-learning")


def test_who_builds_on_whom_has_no_cycle_and_knows_every_paper() -> None:
    edges = {each.id: each.builds for each in landmarks().values()}

    assert {earlier for builds in edges.values() for earlier in builds} <= set(landmarks())
    assert len(list(TopologicalSorter(edges).static_order())) == len(edges) >= 330


def test_nobody_builds_on_a_paper_of_a_later_year() -> None:
    years = {each.id: int(each.date[:4]) for each in landmarks().values()}

    for each in landmarks().values():
        for earlier in each.builds:
            # A preprint can cite another of the following months that it was revised after.
            assert years[earlier] <= years[each.id] + 1, (each.id, earlier)


def test_concepts_presume_known_concepts_without_a_cycle() -> None:
    edges = {each.name: each.presumes for each in concepts().values()}

    assert len(list(TopologicalSorter(edges).static_order())) == len(edges)
    for landmark in landmarks().values():
        assert set(landmark.concepts) <= set(edges)


def test_the_spine_names_landmarks_and_links() -> None:
    for row in spine():
        assert row.get("paper") in landmarks() or str(row["url"]).startswith("https://")


@pytest.mark.parametrize("topic", STARTERS)
def test_a_starter_topic_leads_from_foundations_to_surveys(topic: str) -> None:
    steps = fixed_steps(topic, "beginner", ())

    assert [step.stage for step in steps] == sorted(step.stage for step in steps)
    assert steps[0].id == "spine:mml"
    assert steps[-1].kind == "survey"
    assert len({step.id for step in steps}) == len({step.title for step in steps}) == len(steps)
    assert all(step.why and step.url and step.minutes > 0 for step in steps)


@pytest.mark.parametrize("topic", STARTERS)
def test_a_first_way_is_part_of_the_whole_way_and_much_shorter(topic: str) -> None:
    first = {step.id for step in fixed_steps(topic, "beginner", ())}
    whole = {step.id for step in fixed_steps(topic, "beginner", (), whole=True)}

    assert first < whole
    assert len(first) <= 40 < len(whole)


def test_essentials_are_bundled_landmarks() -> None:
    for name, ids in essentials().items():
        assert name in concepts()
        assert set(ids) <= set(landmarks())
        assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("topic", STARTERS)
def test_why_names_something_and_only_the_first_paper_introduces(topic: str) -> None:
    steps = fixed_steps(topic, "beginner", (), whole=True)

    assert not any("known of ;" in step.why or "known of ." in step.why for step in steps)
    introduced = [step.why.split(";")[0] for step in steps if step.why.startswith("Introduced")]
    assert len(set(introduced)) == len(introduced)


@pytest.mark.parametrize("topic", STARTERS)
def test_every_step_comes_after_the_steps_that_it_presumes(topic: str) -> None:
    titles: list[str] = []
    everything = fixed_steps(topic, "beginner", ())
    for step in everything:
        later = {each.title for each in everything} - set(titles)
        assert not later & set(step.presumes), step.title
        titles.append(step.title)


def test_what_is_known_is_left_out_with_what_it_presumes() -> None:
    titles = [step.title for step in fixed_steps("meta-learning", "beginner", ["CNN"])]

    assert "Gradient-based learning applied to document recognition" not in titles
    assert "Learning representations by back-propagating errors" not in titles
    assert any(title.startswith("Model-Agnostic Meta-Learning") for title in titles)


def test_a_level_leaves_foundations_out() -> None:
    kinds = [{step.stage for step in fixed_steps("GAN", level, ())} for level in
             ("beginner", "intermediate", "advanced")]  # fmt: skip

    assert 0 in kinds[0]
    assert 0 not in kinds[1]
    assert not {0, 1, 2} & kinds[2]


def test_a_short_way_fits_and_keeps_what_its_steps_presume() -> None:
    steps = fixed_steps("self-supervised learning", "advanced", ())
    titles = {step.title for step in steps}

    short = within(steps, 6)

    assert 0 < sum(step.minutes for step in short) <= 360
    for step in short:
        assert titles & set(step.presumes) <= {each.title for each in short}


def test_a_topic_that_nothing_fits_has_no_steps() -> None:
    assert fixed_steps("zymurgy of barley", "beginner", ()) == []


def test_a_longer_name_of_a_concept_hides_the_shorter_ones_in_it() -> None:
    assert named("meta reinforcement learning") == {"metarl"}
    assert named("Vision Transformers") == {"vit"}


def test_a_stored_paper_fits_if_it_names_a_concept_of_the_topic() -> None:
    assert fits("self-supervised learning", "We study masked autoencoders for video.")
    assert not fits("self-supervised learning", "Agents act on data and clip rewards.")
    assert fits("barley breeding", "On the breeding of barley")
    assert not fits("barley breeding", "On the breeding of wheat")
