from cnn.evaluation.corruptions import CORRUPTIONS
from cnn.evaluation.robustness import UNCHANGED, Condition, Robustness
from cnn.plots.chart import Chart, Row
from cnn.plots.robustness import accuracy_by_strength

TURN, MIRROR = (next(kind for kind in CORRUPTIONS if kind.name == n) for n in ("Turn", "Mirror"))

ACCURACY: dict[Condition, float] = {
    UNCHANGED: 0.9,
    **{("Turn", strength): 0.9 - 0.1 * strength for strength in range(1, 6)},
    ("Mirror", 1): 0.7,
}

RESULT = Robustness(60, ACCURACY)

NAMES = ["Steady", "Shaky"]


def points(chart: Chart) -> list[Row]:
    return [row for row in chart.rows if "model" in row]


def test_a_line_begins_with_the_unchanged_garments() -> None:
    rows = points(accuracy_by_strength(TURN, [("Steady", RESULT)], NAMES, strength=2))
    assert [row["strength"] for row in rows] == [0, 1, 2, 3, 4, 5]
    assert [row["accuracy"] for row in rows] == [0.9, 0.8, 0.7, 0.6, 0.5, 0.4]
    assert [row["how"] for row in rows[:2]] == ["Unchanged", "Turn by 10°"]
    assert {row["garments"] for row in rows} == {60}


def test_the_chosen_strength_is_marked_as_far_as_there_is_one() -> None:
    marks = [
        [row["mark"] for row in accuracy_by_strength(kind, [], NAMES, 4).rows if "mark" in row]
        for kind in (TURN, MIRROR)
    ]
    assert marks == [[4], [1]]


def test_two_models_differ_by_color_dash_and_shape() -> None:
    chart = accuracy_by_strength(TURN, [("Steady", RESULT), ("Shaky", RESULT)], NAMES, 1)
    assert [row["model"] for row in points(chart)] == ["Steady"] * 6 + ["Shaky"] * 6
    _, line, point = chart.spec["layer"]
    for channel in (line["encoding"]["color"], line["encoding"]["strokeDash"]):
        assert channel["scale"]["domain"] == NAMES
        assert channel["scale"]["range"][0] != channel["scale"]["range"][1]
    assert point["encoding"]["shape"]["scale"]["range"] == ("circle", "square")


def test_a_model_keeps_its_color_while_the_other_has_no_result() -> None:
    alone = accuracy_by_strength(TURN, [("Shaky", RESULT)], NAMES, 1).spec
    assert alone == accuracy_by_strength(TURN, [("Steady", RESULT)], NAMES, 5).spec


def test_the_chart_says_what_it_shows() -> None:
    both = accuracy_by_strength(TURN, [("Steady", RESULT), ("Shaky", RESULT)], NAMES, 1)
    assert both.alt == (
        "Turn, accuracy up to strength 5; Steady: from 90% to 40%; Shaky: from 90% to 40%."
    )
    one = accuracy_by_strength(MIRROR, [("Steady", RESULT)], NAMES, 1)
    assert one.alt == "Mirror, accuracy without and with it; Steady: from 90% to 70%."
    none = accuracy_by_strength(MIRROR, [], NAMES, 1)
    assert none.alt == "Mirror, accuracy without and with it: not measured yet."
