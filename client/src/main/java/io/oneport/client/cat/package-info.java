/** {@code oneport-client cat}: a WebSocket between a server and a person, or a pipe. */
@NullMarked
package io.oneport.client.cat;

import org.jspecify.annotations.NullMarked;
