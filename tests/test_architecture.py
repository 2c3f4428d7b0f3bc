"""Rules of the house that no linter knows."""

import ast
import re
from pathlib import Path

import pytest
import rules
from django.apps import apps
from django.conf import settings

from workflows.checks import every_move_has_a_rule
from workflows.replay import machine_models

PACKAGES = ("cppcc", "proposals", "workflows")
SOURCES = [
    path
    for package in PACKAGES
    for path in sorted((settings.BASE_DIR / package).rglob("*.py"))
    if "migrations" not in path.parts
]
TEMPLATES = [path for package in PACKAGES for path in sorted((settings.BASE_DIR / package).rglob("*.html"))]
MOVES = {name for model in machine_models() for name in model.moves()}


def name_of(path):
    return str(path.relative_to(settings.BASE_DIR))


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_no_module_is_longer_than_400_lines(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_every_module_says_what_it_is_for(path):
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_states_are_moved_by_the_one_door_alone(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    bad = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        calls_a_move = node.func.attr in MOVES and not node.args and not node.keywords
        updates_a_state = node.func.attr == "update" and any(word.arg == "state" for word in node.keywords)
        if calls_a_move or updates_a_state:
            bad.append(f"{node.func.attr} in line {node.lineno}")

    assert bad == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_templates_ask_no_role_and_carry_no_script_or_style(path):
    text = path.read_text(encoding="utf-8")

    assert not re.search(r"\.role\b(?! == \"FIRST\")", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son[a-z]+=", text)


@pytest.mark.parametrize(
    "path", [*TEMPLATES, *(path for path in SOURCES if path.parent.name == "web")], ids=name_of
)
def test_pages_quote_the_words_of_the_system_in_corner_brackets(path):
    assert not re.search("[“”]", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", [*SOURCES, *TEMPLATES], ids=name_of)
def test_nothing_is_fetched_from_elsewhere(path):
    names = r"www\.w3\.org|127\.0\.0\.1|schemas\.(openxmlformats\.org|microsoft\.com)|purl\.org/dc/"

    assert not re.search(rf"https?://(?!{names})[\w.]", path.read_text(encoding="utf-8"))


def test_every_move_has_a_rule():
    assert every_move_has_a_rule(None) == []


def test_a_move_without_a_rule_is_found():
    rules.remove_perm("proposals.file_proposal")
    try:
        found = every_move_has_a_rule(None)
    finally:
        from proposals.permissions import RULES  # noqa: PLC0415

        rules.add_perm("proposals.file_proposal", RULES["file_proposal"])

    assert [(each.id, each.obj._meta.model_name) for each in found] == [("workflows.E001", "proposal")]


def test_every_model_and_field_has_a_chinese_name():
    unnamed = [
        f"{model.__name__}.{field.name}"
        for model in apps.get_app_config("proposals").get_models()
        for field in model._meta.fields
        if not field.is_relation
        and not field.primary_key
        and not any("\u4e00" <= letter <= "\u9fff" for letter in str(field.verbose_name))
    ]

    assert [each for each in unnamed if not each.endswith(".number_order")] == []


def test_locks_name_no_address():
    for path in (settings.BASE_DIR / "requirements").glob("*.txt"):
        text = path.read_text(encoding="utf-8")
        assert "://" not in text
        assert "--hash=sha256:" in text


def test_the_top_level_holds_what_it_should():
    allowed = {
        "README.md", "manage.py", "cppcc", "proposals", "workflows", "fixtures", "tests", "Makefile",
        "pyproject.toml", "requirements", "scripts", "deploy", "LICENSE", "CHANGELOG.md", "compose.yml",
        "Dockerfile", "Procfile", "var",
    }  # fmt: skip
    found = {path.name for path in Path(settings.BASE_DIR).iterdir() if not path.name.startswith(".")}

    assert found <= allowed
