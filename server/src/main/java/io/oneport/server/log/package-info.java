/** Log lines: how many an event can cause, in which form and encoding. */
@NullMarked
package io.oneport.server.log;

import org.jspecify.annotations.NullMarked;
