"""The name of the engine, for cache keys and the record of a publication; never loads the engine itself."""

from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path


@cache
def engine_version() -> str:
    """Return one line that changes whenever the same HTML may give other bytes."""
    source = sha256()
    folder = Path(__file__).parent
    for path in (*sorted(folder.glob("*.py")), folder / "fontconfig" / "fonts.conf"):
        source.update(path.read_bytes())
    libraries = " ".join(f"{name} {version(name)}" for name in ("weasyprint", "pydyf", "fonttools"))
    return f"{libraries} tags {source.hexdigest()[:12]}"
