"""Templates: what they may say, what they never do, and where they end."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley_server.domain.json import JsonValue
from parley_server.plugin_api.templates import (
    MAX_DEPTH,
    MAX_OUTPUT,
    MAX_STEPS,
    MAX_TEMPLATE,
    BadTemplate,
    names_in,
    render,
)

VALUES: dict[str, JsonValue] = {
    "name": "Ann & <Bob>",
    "empty": "",
    "zero": 0,
    "half": 0.5,
    "whole": 2.0,
    "yes": True,
    "no": False,
    "nothing": None,
    "list": ["a", "b"],
    "none": [],
    "person": {"name": "Carl", "tags": ["x", "y"], "address": {"city": "Bonn"}},
    "people": [{"name": "D", "age": 1}, {"name": "E"}],
}


@pytest.mark.parametrize(
    ("template", "written"),
    [
        ("{{name}} {{{name}}} {{ name }} {{&name}} {{{ name }}}", "Ann & <Bob> " * 4 + "Ann & <Bob>"),
        ("[{{unknown}}{{nothing}}{{person.unknown.more}}{{name.more}}{{list.9}}]", "[]"),
        ("{{zero}} {{half}} {{whole}} {{yes}} {{no}}", "0 0.5 2 true false"),
        ("{{list}} {{list.length}} {{list.0}} {{list.[1]}}", "a, b 2 a b"),
        ("{{person.name}} {{person.address.city}} {{person/name}}", "Carl Bonn Carl"),
        ("{{person.address}}", '{"city": "Bonn"}'),
        ("{{#if name}}A{{else}}B{{/if}}{{#if empty}}A{{else}}B{{/if}}{{#if none}}A{{/if}}", "AB"),
        ("{{#if zero}}A{{else if yes}}B{{else}}C{{/if}} {{#if no}}A{{else if none}}B{{else}}C{{/if}}", "B C"),
        ("{{#unless no}}A{{/unless}}{{#unless yes}}B{{else}}C{{/unless}}", "AC"),
        ("{{#each list}}{{@index}}{{this}}{{#if @last}}.{{else}},{{/if}}{{/each}}", "0a,1b."),
        ("{{#each none}}x{{else}}nobody{{/each}}", "nobody"),
        ("{{#each person.address}}{{@key}}={{this}}{{/each}}", "city=Bonn"),
        ("{{#each people}}{{name}} of {{../name}} {{age}};{{/each}}", "D of Ann & <Bob> 1;E of Ann & <Bob> ;"),
        ("{{#people}}{{name}}{{/people}} {{#person}}{{name}} {{zero}}{{/person}}", "DE Carl 0"),
        ("{{#yes}}A{{/yes}}{{#no}}B{{/no}}{{^no}}C{{/no}}{{^list}}D{{/list}}{{#none}}E{{^}}F{{/none}}", "ACF"),
        ("{{#with person}}{{name}} {{address.city}}{{/with}}{{#with nothing}}x{{else}}y{{/with}}", "Carl Bonny"),
        ("{{#list}}{{.}}{{/list}}", "ab"),
        ("a{{! a comment }}b{{!-- one with {{name}} in it --}}c", "abc"),
        ("a {{~name~}} b", "aAnn & <Bob>b"),
        (r"\{{name}} {{yes}}", "{{name}} true"),
        ('{"a": {"b": 1}}', '{"a": {"b": 1}}'),
        ("one { two } {three}", "one { two } {three}"),
    ],
)
def test_a_template_is_written_with_the_values_of_its_names(template: str, written: str) -> None:
    assert render(template, VALUES) == written


def test_a_line_with_a_section_tag_alone_leaves_no_empty_line() -> None:
    template = (
        "Hi\n{{#if yes}}\n  - {{name}}\n{{else}}\n  - nobody\n{{/if}}\n{{! comment }}\nBye {{#if yes}}now{{/if}}\n"
    )

    assert render(template, VALUES) == "Hi\n  - Ann & <Bob>\nBye now\n"


@pytest.mark.parametrize(
    "template",
    [
        "{{#if a}}",
        "{{/if}}",
        "{{#if a}}{{/each}}",
        "{{#a}}{{/b}}",
        "{{else}}",
        "{{#if a}}{{else}}{{else}}{{/if}}",
        "{{name",
        "{{{name}}",
        "{{!-- never ends }}",
        "{{json name}}",
        "{{#helper a b}}{{/helper}}",
        "{{> partial}}",
        "{{#> partial}}{{/partial}}",
        "{{__import__('os')}}",
        "{{name()}}",
        "{{a|b}}",
        "{{" + "x" * 300 + "}}",
        "{{{{raw}}}}{{{{/raw}}}}",
    ],
)
def test_what_is_no_template_is_refused_with_a_reason(template: str) -> None:
    with pytest.raises(BadTemplate, match="template: "):
        render(template, VALUES)


def test_names_reach_values_and_nothing_of_python() -> None:
    template = "{{name.__class__}}{{list.append}}{{person.keys}}{{this.__init__}}{{@root}}{{__builtins__}}"

    assert render(template, VALUES) == ""


def test_a_value_is_never_read_as_a_template() -> None:
    said = "{{secret}} {{#each people}}x{{/each}} {{{secret}}} {{name1}}"

    assert render("{{text}}{{#each all}}{{this}}{{/each}}", {"text": said, "all": [said], "secret": "42"}) == said * 2


def test_fallbacks_stand_in_for_what_has_no_value() -> None:
    assert render("{{name1}} {{name}}", {"name": "Ann"}, {"name1": "Ben", "name": "Cleo"}) == "Ben Ann"


@pytest.mark.parametrize(
    ("template", "values"),
    [
        ("x" * (MAX_TEMPLATE + 1), {}),
        ("{{text}}{{text}}", {"text": "x" * (MAX_OUTPUT // 2 + 1)}),
        ("{{#a}}" * (MAX_DEPTH + 1) + "{{/a}}" * (MAX_DEPTH + 1), {"a": True}),
        ("{{#if a}}" + "{{else if a}}" * MAX_DEPTH + "{{/if}}", {}),
        ("{{#each all}}{{/each}}", {"all": [1] * (MAX_STEPS + 1)}),
        ("{{#all}}{{#all}}{{#all}}x{{/all}}{{/all}}{{/all}}", {"all": [1] * 1_000}),
    ],
    ids=["length", "output", "depth", "chain", "steps", "product"],
)
def test_a_template_beyond_a_limit_is_refused_soon(template: str, values: dict[str, JsonValue]) -> None:
    began = time.process_time()

    with pytest.raises(BadTemplate):
        render(template, values)

    assert time.process_time() - began < 1


@pytest.mark.parametrize(
    "piece", ["{{", "{{!--", "{{#a}}", "{{a}}", " {{!a}}", "{{{", "\\{{", "{{^a}}{{/a}}\n", "{{#if a}}{{else}}"]
)
def test_reading_takes_linear_time(piece: str) -> None:
    began = time.process_time()
    with suppress(BadTemplate):
        render(piece * (MAX_TEMPLATE // len(piece)), {})

    assert time.process_time() - began < 1


def test_a_value_that_holds_itself_is_refused() -> None:
    round_: list[JsonValue] = []
    round_.append(round_)

    with pytest.raises(BadTemplate):
        render("{{round}}", {"round": round_})


def test_the_names_of_a_template_are_told() -> None:
    template = "{{a.b}}{{#if c}}{{#each d}}{{this}}{{e}}{{/each}}{{else}}{{../f}}{{/if}}{{@index}}"

    assert names_in(template) == {"a", "c", "d", "e", "f", "@index"}


plain = st.text(st.characters(exclude_characters="{}\\", exclude_categories=["Cs"]))


@given(text=st.text())
def test_any_text_is_written_or_refused(text: str) -> None:
    try:
        written = render(text, VALUES)
    except BadTemplate:
        return
    if "{{" not in text:
        assert written == text


@given(before=plain, value=st.text(), after=plain)
def test_a_value_stands_unchanged_between_the_words_around_it(before: str, value: str, after: str) -> None:
    assert render(f"{before}{{{{value}}}}{after}", {"value": value}) == before + value + after


@given(items=st.lists(st.text()), condition=st.booleans())
def test_sections_write_what_holds(items: list[str], condition: bool) -> None:
    written = render("{{#each items}}[{{this}}]{{/each}}{{#if c}}+{{else}}-{{/if}}", {"items": items, "c": condition})

    assert written == "".join(f"[{item}]" for item in items) + ("+" if condition else "-")
