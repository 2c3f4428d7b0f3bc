"""Shows a Word file as PDF where LibreOffice is installed; Word itself stays the deliverable."""

import shutil
import subprocess
import tempfile
from pathlib import Path

_SECONDS = 60


def can_preview():
    """Say whether LibreOffice is there."""
    return _office() is not None


def pdf_of(content):
    """Return a .docx as PDF, or None where it cannot be made.

    Each job has a profile of its own: two that share one lose one of the files without a word.
    """
    office = _office()
    if office is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "paper.docx"
        source.write_bytes(content)
        command = [
            office,
            f"-env:UserInstallation=file://{folder}/profile",
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            folder,
            str(source),
        ]
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=_SECONDS)  # noqa: S603 – fixed words
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
            return None
        made = source.with_suffix(".pdf")
        return made.read_bytes() if made.exists() else None


def _office():
    return shutil.which("soffice") or shutil.which("libreoffice")
