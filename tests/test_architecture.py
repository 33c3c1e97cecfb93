"""The house keeps its shape: imports run one way, modules stay small, and nothing leaks out."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import formcheck

PACKAGE = Path(formcheck.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))

# Floors of the house, from the ground up: a module imports from its own room or from below.
FLOORS: tuple[frozenset[str], ...] = (
    frozenset({"_version", "errors"}),
    frozenset({"memory"}),
    frozenset({"threads"}),
    frozenset({"config", "discovery", "ahead", "leftovers"}),
    frozenset({"video"}),
    frozenset({"pose"}),
    frozenset({"lumbar"}),
    frozenset({"kinematics"}),
    frozenset({"repetition", "rep_machine"}),
    frozenset({"reps"}),
    frozenset({"company", "disturbance"}),
    frozenset({"checks", "exercises"}),
    frozenset({"report"}),
    frozenset({"setup_warnings"}),
    frozenset({"analysis"}),
    frozenset({"outputs"}),
    frozenset({"history"}),
    frozenset({"live"}),
    frozenset({"session"}),
    frozenset({"offline"}),
    frozenset({"api"}),
    frozenset({"coach"}),
    frozenset({"web", "batch"}),
    frozenset({"doctor"}),
    frozenset({"commands"}),
    frozenset({"cli", "__init__"}),
    frozenset({"__main__"}),
)
FLOOR = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}

MEDIAPIPE_HOME = "pose"
MAY_PRINT = {"cli", "commands"}
MOST_LINES = 350


@dataclass(frozen=True)
class Import:
    """One import of a module."""

    target: str  # dotted name
    where: str  # "top", "function" or "types"


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def _imports(path: Path) -> tuple[Import, ...]:
    return tuple(_walk(_tree(path), "top"))


def _walk(node: ast.AST, where: str) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        inner = where
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            inner = "function"
        elif isinstance(child, ast.If) and "TYPE_CHECKING" in ast.dump(child.test):
            inner = "types"
        if isinstance(child, ast.Import):
            yield from (Import(alias.name, where) for alias in child.names)
        elif isinstance(child, ast.ImportFrom):
            assert child.level == 0, "imports are written in full"
            if child.module == "formcheck":
                yield from (Import(f"formcheck.{alias.name}", where) for alias in child.names)
            else:
                yield Import(str(child.module), where)
        yield from _walk(child, inner)


def _room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def _rooms_used(path: Path, *kinds: str) -> set[str]:
    return {
        found.target.split(".")[1]
        for found in _imports(path)
        if found.target.startswith("formcheck.") and found.where in kinds
    }


def _for_every_module(rule: Callable[[Path], None]) -> Callable[[], None]:
    """Return a rule for one module as a test of all; a traceback names the module."""

    def test() -> None:
        for path in MODULES:
            rule(path)

    test.__name__, test.__doc__ = rule.__name__, rule.__doc__
    return test


@_for_every_module
def test_every_module_lives_on_a_floor(path):
    assert _room(path) in FLOOR


@_for_every_module
def test_imports_run_one_way(path):
    """Also inside functions and for the type checker: late imports are there for speed only."""
    if path == PACKAGE / "__init__.py":
        return  # the door names every room, lazily
    room = _room(path)
    for other in _rooms_used(path, "top", "function", "types") - {room}:
        assert FLOOR[other] < FLOOR[room], f"{room} imports {other}"


def test_the_rooms_on_top_import_nothing_of_each_other():
    tops = {"web", "batch"}
    for path in MODULES:
        if _room(path) in tops:
            assert not (_rooms_used(path, "top", "function", "types") & tops - {_room(path)})


def test_outputs_and_checks_need_no_pictures_to_be_found():
    """What is judged and written comes from landmarks alone."""
    for path in MODULES:
        if _room(path) in {"kinematics", "checks", "exercises", "reps", "rep_machine"}:
            assert not {f.target.split(".")[0] for f in _imports(path)} & {"cv2", "av", "mediapipe"}


def test_the_command_line_imports_each_command_only_when_it_is_called():
    for path in (PACKAGE / "cli").glob("*.py"):
        assert _rooms_used(path, "top") <= {"_version", "errors", "cli"}, path.name
    assert _rooms_used(PACKAGE / "__init__.py", "top") <= {"_version", "errors"}


@_for_every_module
def test_mediapipe_stays_in_its_room_and_comes_late(path):
    for found in _imports(path):
        if found.target.split(".")[0] == "mediapipe":
            assert _room(path) == MEDIAPIPE_HOME
            assert found.where in {"function", "types"}


@_for_every_module
def test_only_the_tests_know_the_tests(path):
    roots = {found.target.split(".")[0] for found in _imports(path)}
    assert not roots & {"tests", "studio", "benchmarks", "scripts", "examples", "pytest"}


@_for_every_module
def test_a_module_is_small_and_says_what_it_is(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES
    doc = ast.get_docstring(_tree(path))
    if path.name != "_version.py":
        assert doc
        assert doc.splitlines()[0].rstrip().endswith((".", ":")) or path.name == "errors.py"


def _public_names(tree: ast.Module) -> set[str]:
    return {
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
    }


def _all(tree: ast.Module) -> list[str] | None:
    for node in tree.body:
        if isinstance(node, ast.Assign) and [ast.unparse(t) for t in node.targets] == ["__all__"]:
            return list(ast.literal_eval(node.value))
    return None


@_for_every_module
def test_what_is_public_is_said(path):
    tree = _tree(path)
    defined = {
        name.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign | ast.AnnAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        for name in ast.walk(target)
        if isinstance(name, ast.Name)
    }
    public, said = _public_names(tree), _all(tree)
    if not public:
        return
    assert said is not None, "no __all__"
    assert len(said) == len(set(said))
    if path != PACKAGE / "__init__.py":
        imported = {
            alias.asname or alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.Import | ast.ImportFrom)
            for alias in node.names
        }
        assert set(said) <= public | defined | imported


@_for_every_module
def test_no_print_and_no_bare_except(path):
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.ExceptHandler):
            assert node.type is not None, f"line {node.lineno}"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id != "print" or _room(path) in MAY_PRINT, f"line {node.lineno}"


@_for_every_module
def test_every_module_has_modern_annotations(path):
    if any(isinstance(node, ast.FunctionDef) for node in ast.walk(_tree(path))):
        targets = {found.target for found in _imports(path)}
        assert "__future__" in targets


def test_no_room_for_odds_and_ends():
    names = {path.stem for path in MODULES} | {path.parent.name for path in MODULES}
    assert not names & {"utils", "util", "helpers", "misc", "common", "tools"}


def test_floors_that_exist_are_named_and_the_walk_sees_them():
    assert {_room(path) for path in MODULES} <= set(FLOOR)
    assert "pose" in _rooms_used(PACKAGE / "kinematics" / "angles.py", "top")
    assert "offline" in _rooms_used(PACKAGE / "api.py", "function")
    assert "api" in _rooms_used(PACKAGE / "__init__.py", "types")


AROUND = {
    "studio": {"studio", "formcheck"},
    "benchmarks": {"benchmarks", "studio", "formcheck"},
    "scripts": {"scripts", "benchmarks", "studio", "formcheck"},
    "examples": {"formcheck"},
}
"""What stands around the package, and which of our own roots each may import."""


def test_what_stands_around_the_package_imports_one_way_too():
    ours = {*AROUND, "tests", "docs"}
    for root, allowed in AROUND.items():
        for path in (PACKAGE.parent / root).rglob("*.py"):
            used = {found.target.split(".")[0] for found in _imports(path)} & {*ours, "formcheck"}
            assert used <= allowed, f"{path.name} imports {', '.join(used - allowed)}"


def test_examples_need_the_public_door_alone():
    for path in (PACKAGE.parent / "examples").glob("*.py"):
        ours = {found.target for found in _imports(path) if found.target.startswith("formcheck")}
        assert ours <= {"formcheck"}, path.name
