# Every image of Tidemark: `--target service --build-arg SERVICE=order`, `--target bootstrap`,
# `--target simulator --build-arg SIMULATOR=psp-simulator`. They share all layers but the last.
#
# No `# syntax` line: the frontend that comes with the engine is enough, and nothing else is fetched.

FROM node:24-bookworm-slim AS node
WORKDIR /app
ENV NODE_ENV=production

# --- what npm reads ---------------------------------------------------------------------------------------------------
# Taken out of the sources by itself, so that a changed source leaves the installed packages alone.
FROM node AS manifests
COPY . /clone
RUN cd /clone && mkdir /manifests && cp --parents package-lock.json $(find . -name package.json) /manifests \
 && node infra/compose/compiler-lock.mjs package-lock.json /compiler

# --- the compiler, by the lock's version and hash, without the hundreds of packages that only checks need --------------
FROM node AS compiler
WORKDIR /compiler
COPY --from=manifests /compiler ./
RUN --mount=type=cache,target=/root/.npm npm ci --ignore-scripts --no-audit --no-fund --no-progress

# --- production packages of the programs in the images, and no more ----------------------------------------------------
# Optional packages are the Node and the Postgres of local mode.
FROM node AS packages
COPY --from=manifests /manifests ./
RUN --mount=type=cache,target=/root/.npm \
    npm ci --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund --no-progress \
      $(for program in services/*/app infra/bootstrap infra/watchdog tools/psp-simulator tools/mail-catcher; do echo "--workspace=$program"; done)

# Types, maps, sources and pages are for those who write programs; typeorm brings a second copy of itself for browsers.
FROM packages AS pruned-packages
RUN find . -path '*/node_modules/*' -type f \
      \( -name '*.ts' -o -name '*.mts' -o -name '*.cts' -o -name '*.map' -o -name '*.md' \) -delete \
 && rm -rf node_modules/typeorm/browser package-lock.json

# --- compiled ---------------------------------------------------------------------------------------------------------
# In two steps, so that a change in a service compiles services alone. Types are checked by `npm test`, not here.
FROM packages AS libraries
COPY --from=compiler /compiler/node_modules ./node_modules
COPY tsconfig.base.json ./
COPY contracts contracts
COPY libs libs
RUN node node_modules/typescript/bin/tsc -b --noCheck contracts/tsconfig.lib.json \
      $(find libs -name tsconfig.lib.json -not -path '*/spec/*' -not -path '*/pacts/*' -not -path '*/node_modules/*')

FROM libraries AS compiled
COPY services services
COPY infra/bootstrap infra/bootstrap
COPY infra/watchdog infra/watchdog
COPY tools/psp-simulator tools/psp-simulator
COPY tools/mail-catcher tools/mail-catcher
RUN node node_modules/typescript/bin/tsc -b --noCheck services/*/app/tsconfig.lib.json infra/bootstrap/tsconfig.lib.json \
      infra/watchdog/tsconfig.lib.json tools/psp-simulator/tsconfig.lib.json tools/mail-catcher/tsconfig.lib.json \
 && mkdir /out \
 && find . -path '*/node_modules' -prune -o -path '*/dist/*' -name '*.js' -print0 | xargs -0 cp --parents -t /out

# --- what all images have in common -----------------------------------------------------------------------------------
FROM node AS runtime
COPY --from=pruned-packages /app ./
COPY infra/compose/health.sh /usr/local/bin/health
# A volume takes owner and mode from the folder of the image that it covers; /any-user is for images with users of their own.
RUN install -d -o node -g node /data && install -d -m 1777 /any-user
ENV NODE_OPTIONS=--enable-source-maps
ENTRYPOINT ["node"]
CMD ["main.js"]

FROM runtime AS runtime-with-libraries
COPY --from=compiled /out/contracts contracts
COPY --from=compiled /out/libs libs

# --- the images: what differs comes last, so that they share the rest --------------------------------------------------
FROM runtime-with-libraries AS service
ARG SERVICE
COPY --from=compiled /out/services/${SERVICE} services/${SERVICE}
RUN ln -s services/${SERVICE}/app/dist/main.js main.js
USER node

FROM runtime AS simulator
ARG SIMULATOR
COPY --from=compiled /out/tools/${SIMULATOR} tools/${SIMULATOR}
RUN ln -s tools/${SIMULATOR}/dist/main.js main.js
USER node

FROM runtime-with-libraries AS bootstrap
COPY infra/kafka infra/kafka
COPY infra/debezium infra/debezium
COPY --from=compiled /out/services services
COPY --from=compiled /out/infra infra
RUN ln -s infra/bootstrap/dist/main.js main.js \
 && install -d -o node -g node /secrets \
 && for reader in postgres connect psp-simulator watchdog $(ls services); do install -d -o node -g node "/handed-out/$reader"; done
USER node
