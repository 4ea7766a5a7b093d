# syntax=docker/dockerfile:1
FROM python:3.11-slim AS build
WORKDIR /srv/hulei
COPY requirements.lock pyproject.toml README.md LICENSE ./
RUN python -m venv .venv \
    && .venv/bin/pip install --no-cache-dir uv==0.13.9 \
    && .venv/bin/uv pip sync --python .venv/bin/python --require-hashes requirements.lock
COPY . .
RUN .venv/bin/uv pip install --python .venv/bin/python --no-deps --no-build-isolation -e . \
    && .venv/bin/pybabel compile --domain messages --directory locales \
    && .venv/bin/python -m tools.convert_checklists \
    && .venv/bin/python -m compileall -q bot handlers jobs views services models xforms privacy

FROM python:3.11-slim
RUN useradd --system --uid 10001 --home-dir /srv/hulei hulei
WORKDIR /srv/hulei
COPY --from=build /srv/hulei /srv/hulei
ENV PATH=/srv/hulei/.venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
USER hulei
EXPOSE 8080
CMD ["hulei", "run"]
