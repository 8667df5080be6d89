"""The language of diagrams: what it can say, and that nothing else gets through."""

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflows.expressions import (
    DEEPEST,
    LONGEST,
    ExpressionFailed,
    ExpressionRefused,
    compiled,
    evaluate,
    names_of,
)

FACTS = {
    "days": 5,
    "region": "rongan",
    "types": ["水", "油烟"],
    "text": "夜间油烟、噪声扰民",
    "start_at": None,
    "finished": False,
    "missing": ["1", "2"],
}

ATTACKS = [
    '__import__("os").system("touch pwned")',
    "().__class__.__bases__[0].__subclasses__()",
    '"".__class__',
    "text.format(region)",
    '"{0.__class__}".format(text)',
    'f"{text.__class__}"',
    "[x for x in ().__class__.__base__.__subclasses__()]",
    "(lambda: 1)()",
    "(x := 5)",
    'eval("1")',
    'exec("import os")',
    'open("/etc/passwd").read()',
    'compile("1", "", "eval")',
    'getattr(text, "upper")',
    "globals()",
    "locals()",
    "vars()",
    "dir()",
    "breakpoint()",
    'input("?")',
    "__builtins__",
    "_private",
    "len.__self__",
    "mentions.__globals__",
    "len(*types)",
    "len(text, text)",
    "mentions(text=text)",
    "mentions()",
    "len",
    "9 ** 9 ** 9",
    '"a" * 10 ** 10',
    "1 << 99999999",
    "days + 1",
    "types[0]",
    "types[0:2]",
    "{1: 2}",
    "{1, 2}",
    "{x for x in types}",
    "{x: x for x in types}",
    "(x for x in types)",
    "[*types]",
    "await days",
    "yield",
    "b'bytes'",
    "1j",
    "...",
    "days is None",
    "~days",
    "+days",
    "-days",
    "import os",
    "x = 1",
    "days; days",
    "days\nimport os",
    '"\\x41"',
    "ｅｖａｌ('1')",
    "print(text)",
    "range(10)",
    "sum(types)",
    "not " * 300 + "days",
    "(" * 250 + "1" + ")" * 250,
    "[" * 60 + "]" * 60,
    "-" * 500 + "1",
    "1 if " * 40 + "1" + " else 1" * 40,
    "a" * (LONGEST + 1),
    "and",
    "",
    "   ",
    "\x00",
    "days ==",
]


@pytest.mark.parametrize(
    ("expression", "answer"),
    [
        ("days > 3", True),
        ("3 < days <= 5", True),
        ("3 < days < 5", False),
        ("region == 'rongan' and not finished", True),
        ('region in ["luzhai", "rongan"]', True),
        ('region not in ("luzhai", "rongan")', False),
        ("start_at == None", True),
        ('start_at in [None, "investigate"]', True),
        ('"油烟" in types', True),
        ("len(missing)", 2),
        ('mentions(text, "噪声", "异味")', True),
        ('mentions(types, "油", "异味")', False),
        ('mentions(start_at, "油烟")', False),
        ("days if finished else -1", -1),
        ('["a", days, True]', ["a", 5, True]),
        ("finished or days >= 5.0", True),
        (' "x" != "y" ', True),
    ],
)
def test_it_answers_from_the_facts(expression, answer):
    assert evaluate(expression, FACTS) == answer


@pytest.mark.parametrize("attack", ATTACKS, ids=range(len(ATTACKS)))
def test_it_refuses_whatever_is_not_on_the_white_list(attack, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    began = time.process_time()
    with pytest.raises(ExpressionRefused):
        evaluate(attack, FACTS)
    assert time.process_time() - began < 1
    assert not list(Path(tmp_path).iterdir())


def test_a_fact_never_stands_in_for_a_function():
    assert evaluate("len(missing) == 2", {**FACTS, "len": print, "mentions": print})


@pytest.mark.parametrize(
    "expression", ["days > region", "unknown == 1", "len(start_at)", "start_at > 3", '"a" in days']
)
def test_it_says_which_expression_could_not_be_answered(expression):
    with pytest.raises(ExpressionFailed) as failed:
        evaluate(expression, FACTS)
    assert "unknown" in str(failed.value) or expression in str(failed.value)


def test_it_names_the_facts_an_expression_asks_for():
    assert names_of('mentions(text, "水") and len(missing) > days or region in ["a"]') == {
        *("text", "missing", "days", "region")
    }
    assert names_of("True") == frozenset()


def test_lists_in_an_answer_are_new_each_time():
    first = evaluate('["a"]', {})
    first.append("b")
    assert evaluate('["a"]', {}) == ["a"]


def test_nesting_is_allowed_up_to_the_limit():
    assert evaluate("not " * (DEEPEST - 2) + "True", {}) is True
    with pytest.raises(ExpressionRefused):
        compiled("not " * DEEPEST + "True")


PIECES = st.sampled_from(
    [
        *(
            "days",
            "text",
            "types",
            "len",
            "mentions",
            "(",
            ")",
            "[",
            "]",
            "{",
            "}",
            ",",
            ":",
            ".",
            "not",
            "and",
        ),
        *(
            "or",
            "in",
            "is",
            "if",
            "else",
            "==",
            "<",
            "1",
            "'a'",
            '"油烟"',
            "None",
            "__class__",
            "lambda",
            "*",
            "**",
        ),
        *("for", "x", "import", "@", ":=", "-", "+", "~", "\\", "\n", "f'{days}'", "b'a'", "await", "yield"),
    ]
)


@settings(max_examples=1500, deadline=None)
@given(st.lists(PIECES, max_size=14).map(" ".join) | st.text(max_size=60))
def test_whatever_is_written_it_answers_refuses_or_fails_and_nothing_else(expression):
    try:
        answer = evaluate(expression, FACTS)
    except (ExpressionRefused, ExpressionFailed):
        return
    assert answer is None or isinstance(answer, (str, int, float, bool, list))
