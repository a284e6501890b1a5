# Any image with Python 3.11 or newer as python3, its venv module, and useradd will do.
ARG BASE=python:3.11-slim

FROM ${BASE} AS build
WORKDIR /src
COPY requirements-build.lock requirements-run.lock ./
RUN python3 -m venv /build \
    && /build/bin/pip install --no-cache-dir --require-hashes -r requirements-build.lock \
    && python3 -m venv --without-pip /opt/parley \
    && /build/bin/pip --python /opt/parley/bin/python install --no-cache-dir --require-hashes -r requirements-run.lock
COPY pyproject.toml README.md LICENSE CHANGELOG.md ./
COPY clients/python clients/python
COPY server server
# Built without isolation: what builds them is in the lock too.
RUN /build/bin/hatchling build -t wheel -d /wheels
WORKDIR /src/clients/python
RUN /build/bin/hatchling build -t wheel -d /wheels \
    && /build/bin/pip --python /opt/parley/bin/python install --no-cache-dir --no-index --no-deps /wheels/*.whl
COPY scripts/health.py /opt/parley/bin/parley-health

FROM ${BASE}
LABEL org.opencontainers.image.title="Parley" \
      org.opencontainers.image.description="Hosts AI agents behind one gRPC contract" \
      org.opencontainers.image.licenses="Apache-2.0"
RUN useradd --system --uid 10001 --user-group --no-create-home --home-dir /data parley \
    && install -d -o parley -g parley -m 0700 /data
COPY --from=build /opt/parley /opt/parley
ENV PATH=/opt/parley/bin:$PATH \
    PARLEY_DATA=/data \
    PYTHONUNBUFFERED=1
USER 10001:10001
WORKDIR /data
VOLUME /data
# While authentication is off the server listens on the loopback interface alone, which --network host shares.
EXPOSE 50051
HEALTHCHECK --interval=10s --timeout=5s --start-period=10s --retries=3 CMD ["python", "/opt/parley/bin/parley-health"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["parley"]
CMD ["serve"]
