#!/bin/sh
# Prepare the virtual environment: idempotent, needs only Python 3.11+ with venv.
set -eu
python=$1 venv=$2 uv_version=$3

say() { printf '%s\n' "$*"; }

"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || {
    say "缺少 Python 3.11 或更高版本 / Python 3.11 or newer is missing: $python"
    say "  用 / use:  make PYTHON=/path/to/python3.11 demo"
    exit 1
}
"$python" -c 'import ensurepip, venv' 2>/dev/null || {
    say "Python 缺少 venv 模块 / this Python lacks the venv module (Debian: apt install python3-venv)"
    exit 1
}
say "[1/5] 虚拟环境 / virtual environment  $venv"
[ -x "$venv/bin/python" ] || "$python" -m venv "$venv"
say "[2/5] uv $uv_version"
"$venv/bin/python" -c "import importlib.metadata as m, sys; sys.exit(m.version('uv') != '$uv_version')" 2>/dev/null ||
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check "uv==$uv_version"
say "[3/5] 依赖 / dependencies (requirements.lock)"
VIRTUAL_ENV=$venv "$venv/bin/uv" pip sync --quiet --python "$venv/bin/python" --require-hashes requirements.lock
VIRTUAL_ENV=$venv "$venv/bin/uv" pip install --quiet --python "$venv/bin/python" --no-deps --no-build-isolation --editable .
say "[4/5] 译文 / translations"
"$venv/bin/pybabel" --quiet compile --domain messages --directory locales
say "[5/5] 清单 / checklists"
"$venv/bin/python" -m tools.convert_checklists
say "就绪 / ready"
