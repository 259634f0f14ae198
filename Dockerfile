# Chiêng, web and worker alike: which of the two a container is stands in its command (docker-compose.yml).
# Debian's packages are those that `.ci/packages run` names; Python's come from requirements.lock.
FROM python:3.11.14-slim-bookworm

RUN apt-get update -qq \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends ffmpeg libmagic1 tesseract-ocr tesseract-ocr-vie \
 && rm -rf /var/lib/apt/lists/*

RUN useradd --system --uid 10001 --user-group --home-dir /srv/chieng --shell /usr/sbin/nologin chieng \
 && install -d -o chieng -g chieng -m 0700 /data /erasures

WORKDIR /srv/chieng
COPY . .
# Editable: the code, and all that it reads, lies here once and not a second time among Python's packages
RUN pip install --no-cache-dir --disable-pip-version-check --constraint requirements.lock --editable '.[services]'

USER chieng
ENV CHIENG_DATA=/data PYTHONUNBUFFERED=1
EXPOSE 8000
CMD ["chieng", "serve", "--host", "0.0.0.0"]
