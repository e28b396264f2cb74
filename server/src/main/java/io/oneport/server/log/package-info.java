/** Limits how many log lines an event can cause. */
@NullMarked
package io.oneport.server.log;

import org.jspecify.annotations.NullMarked;
