# Built by: docker build -t backofflab --build-arg VERSION="$(git describe --tags --always --dirty)" .
# Run by:   docker run --rm -p 8080:8080 backofflab

FROM golang:1.26.11 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
# The repository is not in here, so the build is told what it is; -version says it.
ARG VERSION
RUN go run ./web/pack && CGO_ENABLED=0 go build -trimpath -buildvcs=false -ldflags="-s -w -X main.version=$VERSION" -o /backofflab-server ./cmd/server

# The lab makes no outbound call and writes no file, so it needs neither
# certificates nor a shell nor a directory. Whatever is set is set in the environment, so that
# docker run -e can set it to something else, and the health check finds it all the same.
FROM scratch
COPY --from=build /backofflab-server /backofflab-server
USER 65532:65532
ENV BACKOFFLAB_ADDR=:8080
EXPOSE 8080
ENTRYPOINT ["/backofflab-server"]
HEALTHCHECK --interval=10s --timeout=3s --start-period=5s CMD ["/backofflab-server", "-health"]
