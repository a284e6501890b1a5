"""What was used lately is kept, the rest is forgotten."""

from parley_server.storage.sql.generations import Generations


def test_the_last_values_are_kept_and_not_many_more() -> None:
    kept: Generations[int] = Generations(10)
    for number in range(1000):
        kept.put(number, number)
        assert len(kept) <= 20
    assert [kept.get(number) for number in range(990, 1000)] == list(range(990, 1000))
    assert kept.get(1) is None


def test_what_is_used_stays() -> None:
    kept: Generations[str] = Generations(3)
    kept.put("often", "here")
    for number in range(100):
        kept.put(number, "once")
        assert kept.get("often") == "here"


def test_what_is_forgotten_is_gone_however_long_ago_it_was_used() -> None:
    kept: Generations[int] = Generations(3)
    for number in range(5):
        kept.put(("a" if number % 2 else "b", number), number)
    kept.forget(("b", 4))
    kept.forget(("b", 2))
    kept.forget("never seen")
    assert [kept.get(("b", number)) for number in (2, 4)] == [None, None]
    kept.forget_those(lambda key: isinstance(key, tuple) and key[0] == "a")
    assert [kept.get(("a", number)) for number in (1, 3)] == [None, None]
    assert kept.get(("b", 0)) == 0
