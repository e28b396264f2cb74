/** A line for each request: what was asked, by whom, and how it was answered. */
@NullMarked
package io.oneport.server.log.access;

import org.jspecify.annotations.NullMarked;
