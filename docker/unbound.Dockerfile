# A caching resolver that asks the authoritative servers itself, for the containers beside it.
#
#   docker build -f docker/unbound.Dockerfile -t offlist-unbound .
ARG BASE=docker.io/library/debian:bookworm-slim
FROM ${BASE}
COPY packaging/packages.txt /tmp/
RUN apt-get update \
 && sed -n 's/^resolver: *//p' /tmp/packages.txt | xargs apt-get install -y --no-install-recommends \
 && rm -rf /var/lib/apt/lists/* /tmp/packages.txt
COPY docker/unbound.conf /etc/unbound/unbound.conf
USER unbound
ENTRYPOINT ["/usr/sbin/unbound", "-d", "-c", "/etc/unbound/unbound.conf"]
