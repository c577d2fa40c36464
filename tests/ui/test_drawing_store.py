from cnn.ui.drawing_store import Drawing, DrawingStore

SMALL = Drawing("[1]", b"png")
OTHER = Drawing("[2]", b"png")


def test_each_visitor_gets_their_own_last_drawing() -> None:
    store = DrawingStore()
    store.put("one", OTHER)
    store.put("one", SMALL)
    store.put("two", OTHER)
    assert store.get("one") == SMALL
    assert store.get("two") == OTHER
    assert store.get("three") is None


def test_a_cleared_drawing_is_forgotten() -> None:
    store = DrawingStore()
    store.put("one", SMALL)
    store.put("one", None)
    assert store.get("one") is None


def test_of_too_many_drawings_the_ones_not_used_for_longest_go() -> None:
    store = DrawingStore(max_drawings=2)
    store.put("one", SMALL)
    store.put("two", SMALL)
    store.get("one")
    store.put("three", SMALL)
    assert [store.get(visitor) for visitor in ("one", "two", "three")] == [SMALL, None, SMALL]


def test_drawings_take_no_more_than_so_many_bytes() -> None:
    store = DrawingStore(max_bytes=2 * SMALL.size)
    for visitor in ("one", "two", "three"):
        store.put(visitor, SMALL)
    assert [store.get(visitor) for visitor in ("one", "two", "three")] == [None, SMALL, SMALL]


def test_a_huge_drawing_displaces_only_the_last_one_of_its_visitor() -> None:
    store = DrawingStore(max_bytes_each=SMALL.size)
    store.put("one", SMALL)
    store.put("two", SMALL)
    store.put("two", Drawing("[1]", bytes(100)))
    assert store.get("one") == SMALL
    assert store.get("two") is None
