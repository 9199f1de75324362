# Three stages: build with everything, install what production needs, keep only that. No `syntax` line: it would fetch a builder from docker.io even
# where both arguments name a mirror of one's own.
ARG NODE_IMAGE=docker.io/library/node:24-bookworm-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /app
# A mirror of the npm registry, where the public one is out of reach.
ARG NPM_CONFIG_REGISTRY
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY scripts ./scripts
COPY src ./src
RUN npm run --silent build

FROM ${NODE_IMAGE} AS production
WORKDIR /app
ARG NPM_CONFIG_REGISTRY
COPY package.json package-lock.json ./
# No package needs an install script: nothing is compiled or downloaded beside the lockfile.
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund && npm cache clean --force

FROM ${NODE_IMAGE}
ENV NODE_ENV=production
WORKDIR /app
COPY --from=production /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
# What the program itself reads: the manifest that it prints, and the page of causes that its explanations point at.
COPY manifests/kubernetes/all.yaml ./manifests/kubernetes/all.yaml
COPY docs/causes.md ./docs/causes.md
COPY package.json ./
# For `docker run` without a database server: the embedded one keeps its folder where the process runs, which belongs to the user of the image.
RUN mkdir /data && chown node:node /data
VOLUME /data
WORKDIR /data
USER node
# The operations port of the configuration; nothing else listens.
EXPOSE 9464
STOPSIGNAL SIGTERM
ENTRYPOINT ["node", "/app/dist/bin.js"]
CMD ["start"]
