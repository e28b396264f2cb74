/** {@code /metrics} for Prometheus. */
@NullMarked
package io.oneport.server.features.metrics;

import org.jspecify.annotations.NullMarked;
