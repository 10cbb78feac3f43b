# The proxy and the CLI that it runs. Stages: build (the WAR), cli (its binary), demo (what `--profile demo` needs), proxy.
# The build secret `ca` names more certificates to trust, where a company's proxy looks into TLS.

FROM --platform=$BUILDPLATFORM debian:bookworm-slim AS build
RUN apt-get update \
  && apt-get install -y --no-install-recommends ca-certificates maven openjdk-17-jdk-headless \
  && rm -rf /var/lib/apt/lists/*
WORKDIR /build
COPY pom.xml ./
COPY webapp webapp
COPY src/main src/main
# the checks that are skipped read the tests, or judge the source; `mvn verify` has them
RUN --mount=type=secret,id=ca --mount=type=cache,target=/root/.m2 \
  if [ -s /run/secrets/ca ]; then \
    awk '/BEGIN/ { n++ } n { print > ("/usr/local/share/ca-certificates/more-" n ".crt") }' /run/secrets/ca \
    && update-ca-certificates >/dev/null 2>&1; \
  fi \
  && mvn -B -ntp -q -Dmaven.test.skip -Dmdep.analyze.skip -Dspotless.check.skip -Dmodernizer.skip package

# The tests' own lock file pins version and checksum: what is shipped is what was tested.
FROM --platform=$BUILDPLATFORM node:22-bookworm-slim AS cli
ARG TARGETARCH
WORKDIR /cli
COPY src/test/sdk/node/package.json src/test/sdk/node/package-lock.json ./
RUN --mount=type=secret,id=ca --mount=type=cache,target=/root/.npm \
  case $TARGETARCH in amd64) cpu=x64 ;; arm64) cpu=arm64 ;; *) echo "no CLI for $TARGETARCH" >&2; exit 1 ;; esac \
  && if [ -s /run/secrets/ca ]; then export NODE_EXTRA_CA_CERTS=/run/secrets/ca; fi \
  && npm ci --os=linux --cpu=$cpu --libc=glibc --ignore-scripts --no-audit --no-fund --loglevel=error \
  && mv node_modules/@anthropic-ai/claude-code-linux-$cpu/claude claude \
  && rm -r node_modules

FROM node:22-bookworm-slim AS demo
WORKDIR /demo
COPY src/test/sdk/node/package.json src/test/sdk/node/package-lock.json ./
RUN --mount=type=secret,id=ca --mount=type=cache,target=/root/.npm \
  if [ -s /run/secrets/ca ]; then export NODE_EXTRA_CA_CERTS=/run/secrets/ca; fi \
  && npm ci --omit=optional --ignore-scripts --no-audit --no-fund --loglevel=error
COPY src/demo ./
USER 1000:1000

FROM eclipse-temurin:25-jre AS proxy
RUN (userdel --remove ubuntu 2>/dev/null || true) \
  && useradd --uid 1000 --user-group --create-home claude \
  && install -d -m 1777 /home/claude/.claude /var/lib/claude-cli-proxy
COPY --from=cli /cli/claude /usr/local/bin/claude
# with the Java that will run it, or the class archive would not be used
RUN --mount=type=bind,from=build,source=/build/target,target=/build --mount=type=tmpfs,target=/tmp \
  XDG_CACHE_HOME=/tmp java -jar /build/claude-cli-proxy.war unpack /opt/claude-cli-proxy \
  && java @/opt/claude-cli-proxy/archive.args
COPY src/main/container/start.sh src/main/container/healthy.sh /opt/claude-cli-proxy/
# what lasts is on the volume that has the key, in /var/lib/claude-cli-proxy
ENV XDG_STATE_HOME=/var/lib HOME=/home/claude CLAUDE_CONFIG_DIR=/home/claude/.claude CLAUDE_CLI_PATH=/usr/local/bin/claude
USER 1000:1000
WORKDIR /
EXPOSE 9100
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=5s --timeout=5s --start-period=20s CMD ["/opt/claude-cli-proxy/healthy.sh"]
ENTRYPOINT ["/opt/claude-cli-proxy/start.sh"]
