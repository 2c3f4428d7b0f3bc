"""What is kept of others' work is what it was, has its licence, and asks for nothing that is not here."""

import hashlib
import tomllib

import pytest
from django.conf import settings

VENDOR = settings.BASE_DIR / "cppcc" / "static" / "vendor"
LISTED = tomllib.loads((VENDOR / "VENDOR.toml").read_text(encoding="utf-8"))
FILES = {path: digest for package in LISTED.values() for path, digest in package["files"].items()}


def test_every_file_is_listed_and_every_package_has_its_licence():
    found = {str(path.relative_to(VENDOR)) for path in VENDOR.rglob("*") if path.is_file()}

    assert found - {"VENDOR.toml"} == set(FILES)
    for name, package in LISTED.items():
        assert f"{name}/LICENSE" in package["files"]
        assert package["licence"] in ("MIT", "Apache-2.0")


@pytest.mark.parametrize("path", FILES)
def test_a_file_is_what_it_was_when_it_was_listed(path):
    content = (VENDOR / path).read_bytes()

    assert hashlib.sha256(content).hexdigest() == FILES[path]
    assert b"sourceMappingURL" not in content
