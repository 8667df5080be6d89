"""The house rules that a reader counts on: small pieces, plain names, imports that go down only."""

import ast
import contextlib
import io
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

ROOT = Path(__file__).resolve().parent.parent
LONGEST_MODULE = 200
LONGEST_FUNCTION = 20
"""Lines without the docstring and the signature, which are there to be read, not to be followed."""
BANNED_NAMES = {
    "utils",
    "util",
    "helpers",
    "helper",
    "manager",
    "service",
    "services",
    "base",
    "common",
    "misc",
}
ENGINE_MODULES = {"engine.py", "model.py", "codec.py", "deploy.py"}

MODULES = sorted(
    path
    for folder in ("server", "workflows")
    for path in (ROOT / folder).rglob("*.py")
    if "migrations" not in path.parts
)


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def functions_of(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def imported_by(tree: ast.Module) -> set[str]:
    """Top-level names of everything a module imports."""
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) if node.module}
    return {name.split(".")[0] for name in names}


def body_length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def test_no_module_is_long() -> None:
    lengths = {named(path): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert {name: length for name, length in lengths.items() if length > LONGEST_MODULE} == {}


def test_no_function_is_long() -> None:
    lengths = {
        f"{named(path)}:{function.lineno} {function.name}": body_length(function)
        for path in MODULES
        for function in functions_of(tree_of(path))
    }
    assert {name: length for name, length in lengths.items() if length > LONGEST_FUNCTION} == {}


def test_nothing_is_imported_inside_a_function() -> None:
    local = [
        f"{named(path)}:{node.lineno}"
        for path in MODULES
        for function in functions_of(tree_of(path))
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert local == []


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert [named(path) for path in MODULES if path.stem in BANNED_NAMES] == []


def test_the_engine_library_is_met_in_four_modules_only() -> None:
    meeting = {named(path) for path in MODULES if "SpiffWorkflow" in imported_by(tree_of(path))}
    assert meeting <= {f"workflows/{name}" for name in ENGINE_MODULES}


def test_the_process_knows_neither_web_nor_database() -> None:
    strangers = {"flask", "sqlalchemy", "flask_sqlalchemy", "psycopg", "server"}
    known = {
        named(path): found
        for path in MODULES
        if path.is_relative_to(ROOT / "workflows")
        if (found := imported_by(tree_of(path)) & strangers)
    }
    assert known == {}


def test_every_public_thing_says_what_it_is() -> None:
    silent = [
        f"{named(path)}:{node.lineno} {node.name}"
        for path in MODULES
        for node in tree_of(path).body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        if not node.name.startswith("_") and not ast.get_docstring(node)
    ]
    assert silent == []


def test_imports_go_downward_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        status = lint_imports(no_cache=True)
    assert status == os.EX_OK, said.getvalue()
