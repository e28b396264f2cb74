/** The process: command line, settings, and the one place that puts all parts together. Knows every package. */
@NullMarked
package io.oneport.server.app;

import org.jspecify.annotations.NullMarked;
