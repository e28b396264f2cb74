/** The process: command line, settings, and the one place that puts all parts together. Knows every package. */
package io.oneport.server.app;
