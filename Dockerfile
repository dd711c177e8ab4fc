# MiniPACS in a container, from a clone. Not tried: docs/use-in-ci.md says how it is meant.
FROM node:20-slim AS build
WORKDIR /minipacs
COPY . .
RUN npm run pack -- /packed

FROM node:20-slim
WORKDIR /app
RUN --mount=type=bind,from=build,source=/packed,target=/packed \
    npm install --omit=dev --ignore-scripts --no-audit --no-fund /packed/*.tgz && npm cache clean --force
ENV PATH="/app/node_modules/.bin:$PATH"
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 11112 8080
HEALTHCHECK --interval=5s --start-period=10s CMD ["minipacs", "echo", "127.0.0.1:11112"]
ENTRYPOINT ["minipacs", "--data-dir", "/data"]
CMD ["--headless"]
