"""The diagrams and tables of the repository, read for the tests about them."""

from pathlib import Path

FOLDER = Path(__file__).parents[2] / "bpmn"
FILES = {
    path.name: path.read_bytes() for path in sorted(FOLDER.iterdir()) if path.suffix in (".bpmn", ".dmn")
}
DIAGRAMS = {name.removesuffix(".bpmn"): content for name, content in FILES.items() if name.endswith(".bpmn")}
