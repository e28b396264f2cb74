package io.oneport.server.features.metrics;

/** Metrics as text, in a format that the media type names. */
record Exposition(String contentType, byte[] body) {}
