"""Changes the program's own code by one small mistake at a time, to see whether a test notices."""

import ast
import inspect
import random
import re
import sys
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

ROOT = Path(__file__).parents[2]
READER = ("core/language/clauses", "core/language/verdicts")
COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
RECKONED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
CALLED = {"any": "all", "all": "any", "min": "max", "max": "min"}
Change = tuple[str, ast.AST]


@dataclass(frozen=True, slots=True)
class Mutant:
    """One mistake. node, change: at which node of the file, and which of those that can be made there.

    owner, begins: the function or method that holds it, and that one's line; "" at a module's top.
    """

    path: str
    line: int
    owner: str
    begins: int
    node: int
    change: int
    words: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line} {self.words}"

    @property
    def label(self) -> str:
        """Give the text that is mistaken, where it is a text; else ""."""
        found = re.match(r"'(\w+)' becomes another text", self.words)
        return found[1] if found else ""

    @property
    def module(self) -> str:
        return self.path.removesuffix(".py").replace("/", ".")


def mutants(paths: Sequence[Path]) -> list[Mutant]:
    """Make every mutant of these files, in the order of their lines."""
    found: list[Mutant] = []
    for path in sorted(paths):
        tree = ast.parse(path.read_text())
        begins = dict(owners_of(path).values())
        for number, place in enumerate(_places(tree)):
            for index, (words, _) in enumerate(_changes(place)):
                line = getattr(place.node, "lineno", 0)
                begin = begins.get(place.owner, 0)
                found.append(Mutant(str(path.relative_to(ROOT)), line, place.owner, begin, number, index, words))
    return found


def files_of_reader() -> list[Path]:
    return [path for folder in READER for path in sorted((ROOT / folder).glob("*.py"))]


def owners_of(path: Path) -> dict[int, tuple[str, int]]:
    """Give of each line the function or method that holds it, and where that begins."""
    found: dict[int, tuple[str, int]] = {}
    for owner, function in _functions(ast.parse(path.read_text())):
        found |= dict.fromkeys(range(function.lineno, (function.end_lineno or 0) + 1), (owner, function.lineno))
    return found


def sampled(found: Sequence[Mutant], count: int, seed: int) -> list[Mutant]:
    """Choose one by chance out of each of so many equal stretches: every file has its share."""
    chance = random.Random(seed)
    edges = [len(found) * part // count for part in range(count + 1)]
    return [found[chance.randrange(begin, end)] for begin, end in pairwise(edges) if begin < end]


def install(mutant: Mutant) -> None:
    """Put a mutant in the place of what is loaded; only a process that ends soon may do that."""
    path = ROOT / mutant.path
    tree = ast.parse(path.read_text())
    place = next(one for number, one in enumerate(_places(tree)) if number == mutant.node)
    _, changed = _changes(place)[mutant.change]
    place.put(changed)
    ast.fix_missing_locations(tree)
    module = sys.modules[mutant.module]
    if mutant.owner:
        code = next(one for one in _codes(compile(tree, str(path), "exec")) if one.co_qualname == mutant.owner)
        _function(module, mutant.owner).__code__ = code
    else:
        _assign_again(module, tree)
    for kept in vars(module).values():
        if hasattr(kept, "cache_clear"):
            kept.cache_clear()  # what it gave before the mistake was made


@dataclass(frozen=True, slots=True)
class _Place:
    """A node, and where it hangs: in a field of its parent, or at a place in a list of it."""

    node: ast.AST
    parent: ast.AST
    field: str
    at: int | None
    owner: str
    is_truth: bool  # the function gives True or False

    def put(self, node: ast.AST) -> None:
        if self.at is None:
            setattr(self.parent, self.field, node)
        else:
            getattr(self.parent, self.field)[self.at] = node


def _functions(tree: ast.Module) -> Iterator[tuple[str, ast.FunctionDef]]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield node.name, node
        elif isinstance(node, ast.ClassDef):
            yield from ((f"{node.name}.{one.name}", one) for one in node.body if isinstance(one, ast.FunctionDef))


def _places(tree: ast.Module) -> Iterator[_Place]:
    """Go through what runs when messages are read: bodies of functions, and constants of a module."""
    for owner, function in _functions(tree):
        yield from _of_function(function, owner)
    for node in tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None and not _is_of_imports(node):
            yield from _below(_Place(node.value, node, "value", None, "", is_truth=False))


def _is_of_imports(node: ast.Assign | ast.AnnAssign) -> bool:
    """Say whether it only names what others may import."""
    return isinstance(node, ast.Assign) and any(
        isinstance(one, ast.Name) and one.id == "__all__" for one in node.targets
    )


def _of_function(function: ast.FunctionDef, owner: str) -> Iterator[_Place]:
    is_truth = isinstance(function.returns, ast.Name) and function.returns.id == "bool"
    for at, statement in enumerate(function.body):
        if at or not (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)):
            yield from _below(_Place(statement, function, "body", at, owner, is_truth))


def _below(place: _Place) -> Iterator[_Place]:
    yield place
    for field, value in ast.iter_fields(place.node):
        if field in {"annotation", "type_comment", "ctx"} or isinstance(place.node, ast.JoinedStr):
            continue
        if isinstance(value, ast.AST):
            yield from _below(_Place(value, place.node, field, None, place.owner, place.is_truth))
        elif isinstance(value, list):
            for at, one in enumerate(value):
                if isinstance(one, ast.AST):
                    yield from _below(_Place(one, place.node, field, at, place.owner, place.is_truth))


def _changes(place: _Place) -> list[Change]:  # noqa: C901, PLR0912 - one branch for each sort of mistake
    """Give each mistake that can be made at this place: what it does, and the node that takes its place."""
    node = place.node
    found: list[Change] = []
    match node:
        case ast.Compare():
            for at, sort in enumerate(node.ops):
                changed = deepcopy(node)
                changed.ops[at] = COMPARED[type(sort)]()
                found.append((f"{_sign(sort)} becomes {_sign(changed.ops[at])}", changed))
        case ast.BoolOp():
            other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
            found.append((f"{_sign(node.op)} becomes {_sign(other)}", ast.BoolOp(other, node.values)))
        case ast.UnaryOp(op=ast.Not()):
            found.append(("not is left out", node.operand))
        case ast.BinOp() if type(node.op) in RECKONED:
            found.append((_swap(node.op), ast.BinOp(node.left, RECKONED[type(node.op)](), node.right)))
        case ast.Constant(value=bool() as value):
            found.append((f"{value} becomes {not value}", ast.Constant(not value)))
        case ast.Constant(value=int() as number):
            found.append((f"{number} becomes {number + 1}", ast.Constant(number + 1)))
        case ast.Constant(value=str() as text):
            found.append((f"{text!r} becomes another text", ast.Constant("XX")))
        case ast.Name(id=name) if name in CALLED and isinstance(place.parent, ast.Call) and place.field == "func":
            found.append((f"{name} becomes {CALLED[name]}", ast.Name(CALLED[name], ast.Load())))
        case ast.Call(keywords=[_, *_]):
            for at, keyword in enumerate(node.keywords):
                rest = [*node.keywords[:at], *node.keywords[at + 1 :]]
                found.append((f"{keyword.arg}= is left out", ast.Call(node.func, node.args, rest)))
        case ast.Return(value=ast.expr() as value) if not (isinstance(value, ast.Constant) and value.value is None):
            given = ast.UnaryOp(ast.Not(), value) if place.is_truth else ast.Constant(None)
            found.append(("gives the opposite" if place.is_truth else "gives None", ast.Return(given)))
        case ast.Continue():
            found.append(("continue becomes break", ast.Break()))
        case ast.Break():
            found.append(("break becomes continue", ast.Continue()))
        case ast.Expr(value=ast.Call()) | ast.AugAssign():
            found.append(("the statement is left out", ast.Pass()))
        case ast.Assign(targets=[ast.Attribute() | ast.Subscript() | ast.Tuple(elts=[ast.Attribute(), *_])]):
            found.append(("the statement is left out", ast.Pass()))
        case ast.If(orelse=[]):
            found.append(("the condition and what it guards are left out", ast.Pass()))
    if isinstance(node, ast.AugAssign) and type(node.op) in RECKONED:
        found.append((_swap(node.op), ast.AugAssign(node.target, RECKONED[type(node.op)](), node.value)))
    if place.field == "test" and isinstance(node, ast.Name | ast.Attribute | ast.Call):
        found.append(("the condition becomes its opposite", ast.UnaryOp(ast.Not(), node)))
    return found


def _sign(operator: ast.AST) -> str:
    return type(operator).__name__


def _swap(operator: ast.operator) -> str:
    return f"{_sign(operator)} becomes {RECKONED[type(operator)].__name__}"


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _codes(constant)


def _function(module: ModuleType, owner: str) -> FunctionType:
    found: Any = module
    for name in owner.split("."):
        found = inspect.getattr_static(found, name)
    found = found.fget if isinstance(found, property) else getattr(found, "__func__", found)
    function = inspect.unwrap(found)
    assert isinstance(function, FunctionType)
    return function


def _assign_again(module: ModuleType, tree: ast.Module) -> None:
    """Make a module's constants anew, and give them to all that took them from it."""
    before = dict(vars(module))
    statements: list[ast.stmt] = [one for one in tree.body if isinstance(one, ast.Assign | ast.AnnAssign)]
    code = compile(ast.Module(statements, []), str(module.__file__), "exec")
    exec(code, vars(module))
    names = [name for name in before if before[name] is not vars(module)[name]]
    for other in list(sys.modules.values()):
        if getattr(other, "__name__", "").startswith(("core.language", "tests.language")):
            for name in names:
                if vars(other).get(name) is before[name]:
                    setattr(other, name, vars(module)[name])
