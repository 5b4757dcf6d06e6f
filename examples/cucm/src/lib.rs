//! To be written. HTTP: `host::HttpServer` (examples/host) has TLS, limits, timeouts and the graceful end, whole
//! bodies as `http::Request<Bytes>` -> `http::Response<Bytes>`; do not write another accept loop.
