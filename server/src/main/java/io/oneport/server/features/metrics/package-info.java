/** {@code /metrics} for Prometheus. */
package io.oneport.server.features.metrics;
