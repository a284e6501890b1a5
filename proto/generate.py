"""Generates the stubs of the contract in every language, or checks that the committed ones are current.

    python proto/generate.py [LANGUAGE ...]            regenerate (default: every language whose tools are there)
    python proto/generate.py --check [LANGUAGE ...]    compare, write nothing

The check regenerates Python and compares file by file. For the other languages it compares
`clients/<language>/gen/DIGEST`, which sums up what the stubs were made from and what they contain; with CI=true those
are regenerated too.
"""

import argparse
import hashlib
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DIGEST = "DIGEST"
MACHINES = {"amd64": "x86_64", "arm64": "aarch_64", "aarch64": "aarch_64"}
SYSTEMS = {"darwin": "osx"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """How the stubs of one language are made."""

    name: str
    tools: tuple[str, ...] = ()
    """Programs that must be on the path."""
    pins: tuple[str, ...] = ()
    """Files below `clients/<name>/generator` that decide what is generated."""
    prepare: tuple[str, ...] = ()
    """Command, run in that folder, that brings the generators there."""
    programs: tuple[str, ...] = ()
    """Programs in that folder which arrive without leave to be executed."""
    markers: tuple[str, ...] = ()
    """Empty files that belong beside the stubs."""

    @property
    def gen(self) -> Path:
        """Folder of the stubs, below the root of the project."""
        return Path("clients", self.name, "gen")

    @property
    def generator(self) -> Path:
        """Folder of the pinned generators."""
        return ROOT / "clients" / self.name / "generator"

    @property
    def template(self) -> Path:
        """Template for buf."""
        return ROOT / "proto" / f"buf.gen.{self.name}.yaml"

    def missing_tool(self) -> str | None:
        """Returns the first program that is not on the path."""
        return next((tool for tool in self.tools if not shutil.which(tool)), None)


def java_platform() -> str:
    """Returns the name that Maven Central gives to this platform, for example linux-x86_64."""
    system, machine = platform.system().lower(), platform.machine().lower()
    return f"{SYSTEMS.get(system, system)}-{MACHINES.get(machine, machine)}"


LANGUAGES = (
    Language(name="python", markers=("parley/v1/__init__.py", "parley/v1/py.typed")),
    Language(name="go", tools=("go",), pins=("go.mod", "go.sum")),
    Language(
        name="typescript",
        tools=("node", "npm"),
        pins=("package.json", "package-lock.json"),
        prepare=("npm", "ci", "--silent"),
    ),
    Language(
        name="java",
        tools=("java", "mvn"),
        pins=("pom.xml",),
        prepare=("mvn", "-q", "-B", f"-Dplatform={java_platform()}", "package"),
        programs=("target/protoc", "target/protoc-gen-grpc-java"),
    ),
    Language(name="rust", tools=("cargo",), pins=("Cargo.toml", "src/main.rs")),
)


class GenerateError(Exception):
    """Ends the program with one sentence."""


def run(command: Sequence[str], folder: Path) -> None:
    """Runs a command with this interpreter's programs first on the path; its output is shown only when it fails."""
    environment = {
        **os.environ,
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")]),
    }
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise GenerateError(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")


def require_buf() -> None:
    """Raises GenerateError when buf is missing."""
    if not shutil.which("buf"):
        raise GenerateError("buf is missing; install the project's development dependencies first")


def generate(language: Language, into: Path) -> None:
    """Writes the stubs of a language below a folder, in place of those that are there."""
    if language.prepare:
        run(language.prepare, language.generator)
    for program in language.programs:
        (language.generator / program).chmod(0o755)
    run(["buf", "generate", "--template", str(language.template), "--output", str(into)], ROOT)
    for marker in language.markers:
        (into / language.gen / marker).touch()
    if language.pins:
        (into / language.gen / DIGEST).write_text(digest(language, into / language.gen))


def digest(language: Language, gen: Path) -> str:
    """Returns what stands in DIGEST: a sum over what the stubs are made from and one over what is there now."""
    protos = [*ROOT.glob("proto/parley/**/*.proto"), *ROOT.glob("third_party/**/*.proto")]
    pins = [language.generator / pin for pin in language.pins]
    sources = [*protos, language.template, *pins]
    return f"sources {checksum(sources, ROOT)}\nstubs {checksum(stubs_in(gen), gen)}\n"


def stubs_in(gen: Path) -> list[Path]:
    """Lists the generated files, without caches and without the digest."""
    return [
        path for path in gen.rglob("*") if path.is_file() and path.name != DIGEST and "__pycache__" not in path.parts
    ]


def checksum(files: Iterable[Path], base: Path) -> str:
    """Returns the SHA-256 over names and contents."""
    total = hashlib.sha256()
    for path in sorted(files):
        total.update(path.relative_to(base).as_posix().encode() + b"\0")
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def is_current(language: Language, *, thorough: bool) -> bool:
    """Tells whether the committed stubs are those that would be generated now."""
    committed = ROOT / language.gen
    if language.pins and not thorough:
        written = committed / DIGEST
        return written.is_file() and written.read_text() == digest(language, committed)
    with tempfile.TemporaryDirectory() as folder:
        generate(language, Path(folder))
        return contents(committed) == contents(Path(folder) / language.gen)


def contents(gen: Path) -> dict[str, bytes]:
    """Reads all stubs and the digest, by name."""
    files = [*stubs_in(gen), *gen.glob(DIGEST)]
    return {path.relative_to(gen).as_posix(): path.read_bytes() for path in files}


def check(languages: Iterable[Language], *, ci: bool) -> None:
    """Raises GenerateError when stubs are not current, or in CI when they cannot be generated."""
    stale = []
    for language in languages:
        if ci and (tool := language.missing_tool()):
            raise GenerateError(f"cannot check {language.name}: {tool} is missing and CI=true asks for it")
        if not is_current(language, thorough=ci):
            stale.append(language.name)
    if stale:
        raise GenerateError(f"stubs are not current; run: python proto/generate.py {' '.join(stale)}")


def regenerate(languages: Iterable[Language]) -> None:
    """Writes the stubs into the working tree, skipping languages whose tools are missing."""
    for language in languages:
        if tool := language.missing_tool():
            print(f"skipped: {language.name} stubs (no {tool})")
            continue
        generate(language, ROOT)
        print(f"generated: {language.gen.as_posix()}")


def main() -> None:
    """Reads the command line."""
    names = [language.name for language in LANGUAGES]
    parser = argparse.ArgumentParser(description="Generates the stubs of the contract.")
    parser.add_argument("languages", nargs="*", metavar="LANGUAGE", help=f"any of: {' '.join(names)} (default: all)")
    parser.add_argument("--check", action="store_true", help="compare with the committed stubs, write nothing")
    arguments = parser.parse_args()
    if unknown := sorted(set(arguments.languages) - set(names)):
        parser.error(f"unknown language: {', '.join(unknown)}")
    chosen = [language for language in LANGUAGES if language.name in (arguments.languages or names)]
    # buf and the Python generators of this interpreter's environment, whether it is activated or not.
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    try:
        require_buf()
        if arguments.check:
            check(chosen, ci=os.environ.get("CI") == "true")
        else:
            regenerate(chosen)
    except GenerateError as error:
        sys.exit(f"generate.py: {error}")


if __name__ == "__main__":
    main()
