import pytest

from cnn.runs.run_name import MAX_LENGTH, branch_name, clean_name, unused_name


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("  Group 4,   learning rate 0.01 ", "Group 4, learning rate 0.01"),
        ("Ada & Bob's (2/3)", "Ada & Bob's (2/3)"),
        ("옷 분류 모델", "옷 분류 모델"),
        (
            "**bold** [link](http://x) `code` $x$ :smile: _a_ <b>",
            "bold link (http //x) code x smile a b",
        ),
        ("www.example.com", "www example com"),
        ("ends with 5.", "ends with 5"),
        ("two\nlines\tand \u202e\x00 more", "two lines and more"),
        ("...", ""),
    ],
)
def test_a_name_is_one_line_without_markup(written: str, kept: str) -> None:
    assert clean_name(written) == kept


def test_a_name_is_bounded() -> None:
    assert len(clean_name("x" * 500)) == MAX_LENGTH
    assert clean_name("x" * 39 + " y") == "x" * 39


def test_the_number_after_the_highest_one_is_unused() -> None:
    assert unused_name("Fast", []) == "Fast 1"
    assert (
        unused_name("Fast", ["Fast 2", "Fast 9", "Faster 10", "Fast 7 again", "Best 3"])
        == "Fast 10"
    )


def test_a_branch_is_named_after_its_parent_and_the_moment() -> None:
    assert branch_name("Fast 3", "epoch 2", ["Fast 3"]) == "Fast 3, from epoch 2"
    taken = ["Fast 3, from epoch 2", "Fast 3, from epoch 2 (2)"]
    assert branch_name("Fast 3", "epoch 2", taken) == "Fast 3, from epoch 2 (3)"


@pytest.mark.parametrize("parent", ["Fast 3, from epoch 2", "Fast 3, from epoch 0.75 (2)"])
def test_a_branch_of_a_branch_does_not_name_both(parent: str) -> None:
    assert branch_name(parent, "epoch 3.5", [parent]) == "Fast 3, from epoch 3.5"


def test_the_name_of_a_branch_is_bounded_and_stays_as_it_is() -> None:
    first = branch_name("x" * 40, "epoch 2", [])
    second = branch_name("x" * 40, "epoch 2", [first])
    assert first != second
    for name in (first, second):
        assert len(name) == MAX_LENGTH
        assert clean_name(name) == name
