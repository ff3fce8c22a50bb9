# Akkoord in a container: one process, an ordinary account, all it keeps in /data.

# Some dependencies come as source without anything to compile; this stage builds them, so that pip's tools stay here.
FROM python:3.12-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /venv
COPY requirements.lock ./
RUN /venv/bin/pip install --require-hashes --no-deps -r requirements.lock

FROM python:3.12-slim
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    AKKOORD_DATABASE_URL=sqlite:////data/akkoord.db \
    AKKOORD_BACKUP__FOLDER=/data/backups \
    AKKOORD_WEB__HOST=0.0.0.0 \
    AKKOORD_LOG__AS_JSON=true
RUN useradd --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin akkoord \
    && install --directory --owner=akkoord --group=akkoord --mode=0750 /data
WORKDIR /app
COPY --from=build /venv /venv
COPY pyproject.toml ./
COPY akkoord ./akkoord
COPY bot ./bot
COPY mailin ./mailin
COPY mailout ./mailout
COPY web ./web
COPY core ./core
COPY templates ./templates
COPY examples ./examples
# The account that runs it can't write here, so what is compiled once is compiled now: half of each start.
RUN python -m compileall -q akkoord bot core mailin mailout web \
    && python -c "from core.wording import Wording; Wording()"
USER 10001:10001
VOLUME /data
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 CMD ["python", "-m", "akkoord", "health"]
ENTRYPOINT ["python", "-m", "akkoord"]
CMD ["run"]
