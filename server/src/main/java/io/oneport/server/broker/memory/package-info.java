/** The broker that keeps messages in memory. */
@NullMarked
package io.oneport.server.broker.memory;

import org.jspecify.annotations.NullMarked;
