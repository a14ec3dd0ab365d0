"""The files of the report and of the lists, opened by other people's programs and turned into pictures of pages."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

from workplan.laptop import apt
from workplan.laptop.places import CannotGoOn

LANGUAGES = ("en", "zh-hant", "zh-hans")
ENDINGS = ("docx", "pdf", "xlsx")
REPORT = "/mhstcc/meetings/19/report"
LIST = "/mhstcc/plans/2024-25/actions.xlsx"
PROGRAMS = {
    "soffice": ("LibreOffice", "libreoffice-writer", "libreoffice-calc"),
    "pdftoppm": ("poppler", "poppler-utils"),
}
DOTS_PER_INCH = "70"


def ready() -> None:
    for program, (name, *packages) in PROGRAMS.items():
        if not shutil.which(program):
            apt.fetch(name, *packages)
        if not shutil.which(program):
            raise CannotGoOn(
                f"The pictures of the Word, Excel and PDF files need {name}, and it was not found.\n"
                f"On Debian and Ubuntu this installs it:  sudo apt install {' '.join(packages)}"
            )


def draw(context: Any, out: Path) -> None:
    """``context`` is a signed-in browser context. The files stay beside their pictures."""
    out.mkdir(parents=True, exist_ok=True)
    for language in LANGUAGES:
        for ending in ENDINGS:
            _fetch(context, f"{REPORT}.{ending}?lang={language}", out / f"report.{language}.{ending}")
        context.add_cookies([{"name": "language", "value": language, "url": context.request.get("/").url}])
        _fetch(context, LIST, out / f"actions.{language}.xlsx")
    for file in sorted(path for path in out.iterdir() if path.suffix in (".docx", ".xlsx")):
        _run(
            "soffice",
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            str(out / "opened"),
            str(file),
            where=out,
        )
        shutil.move(out / "opened" / f"{file.stem}.pdf", out / "opened" / f"{file.name}.pdf")
    for file in (*out.glob("*.pdf"), *out.glob("opened/*.pdf")):
        _run(
            "pdftoppm",
            "-r",
            DOTS_PER_INCH,
            "-png",
            str(file),
            str(out / file.name.removesuffix(".pdf")),
            where=out,
        )


def _fetch(context: Any, address: str, to: Path) -> None:
    answer = context.request.get(address)
    if not answer.ok:
        raise CannotGoOn(f"{address} answered {answer.status}.")
    to.write_bytes(answer.body())


def _run(*command: str, where: Path) -> None:
    # A profile of its own, so that an open LibreOffice of the same person does not matter.
    profile = [f"-env:UserInstallation=file://{where.resolve()}/profile"] if command[0] == "soffice" else []
    done = subprocess.run([command[0], *profile, *command[1:]], capture_output=True, text=True)
    if done.returncode != 0:
        raise CannotGoOn(f"{command[0]} could not open a file:\n{done.stdout}{done.stderr}")
