"""Statements: compiled once, parameters by name, nothing forgotten."""

import pytest
from sqlalchemy import BigInteger, Column, MetaData, Table, Text, bindparam, delete, select, text, update

from parley_server.sql.expressions import OneOf, texts
from parley_server.sql.queries import Backend, Query, insert_new
from parley_server.sql.tables import MEMORIES

THINGS = Table("things", MetaData(), Column("name", Text, primary_key=True), Column("size", BigInteger))


def test_a_query_is_compiled_once_per_backend() -> None:
    query = Query(select(THINGS.c.name))
    first = {backend: query.compiled(backend) for backend in Backend}
    assert all(query.compiled(backend) is compiled for backend, compiled in first.items())


def test_parameters_go_by_name_into_the_driver_s_order() -> None:
    change = update(THINGS).where(THINGS.c.name == bindparam("which")).values(size=bindparam("new_size"))
    for backend, text_ in (
        (Backend.SQLITE, "size=? WHERE things.name = ?"),
        (Backend.POSTGRES, "size=$1 WHERE things.name = $2"),
    ):
        compiled = Query(change).compiled(backend)
        assert text_ in compiled.text
        assert compiled.bind({"which": "a", "new_size": 1}) == (1, "a")


def test_a_parameter_used_twice_is_given_once() -> None:
    query = Query(select(THINGS).where((THINGS.c.name == bindparam("x")) | (THINGS.c.name > bindparam("x"))))
    assert query.compiled(Backend.SQLITE).bind({"x": "a"}) == ("a", "a")
    assert query.compiled(Backend.POSTGRES).bind({"x": "a"}) == ("a",)


def test_constants_are_bound_beside_parameters() -> None:
    compiled = Query(select(THINGS).where(THINGS.c.size == 5, THINGS.c.name == bindparam("x"))).compiled(Backend.SQLITE)
    assert compiled.bind({"x": "a"}) == (5, "a")


def test_a_forgotten_parameter_is_an_error() -> None:
    for query in (insert_new(THINGS), Query(select(THINGS).where(THINGS.c.size == 5, THINGS.c.name == bindparam("x")))):
        with pytest.raises(KeyError):
            query.compiled(Backend.SQLITE).bind({})


def test_a_query_knows_whether_it_answers_rows() -> None:
    answering = [
        Query(select(THINGS)),
        Query(delete(THINGS).returning(THINGS.c.name)),
        Query(text("SELECT 1"), returns_rows=True),
    ]
    silent = [Query(delete(THINGS)), insert_new(MEMORIES), Query(text("CREATE TABLE x (a TEXT)"))]
    for backend in Backend:
        assert all(query.compiled(backend).returns_rows for query in answering)
        assert not any(query.compiled(backend).returns_rows for query in silent)


def test_insert_new_leaves_out_what_the_database_counts() -> None:
    for backend in Backend:
        compiled = insert_new(MEMORIES).compiled(backend)
        assert "position" not in compiled.text
        assert compiled.text.endswith("ON CONFLICT DO NOTHING")


def test_a_list_is_one_parameter_whatever_its_length() -> None:
    query = Query(select(THINGS).where(OneOf(THINGS.c.name, "names")))
    assert query.compiled(Backend.SQLITE).bind({"names": texts(["a", "b"])}) == ('["a","b"]',)
    assert "json_each(?)" in query.compiled(Backend.SQLITE).text
    assert "CAST($1 AS jsonb)" in query.compiled(Backend.POSTGRES).text
