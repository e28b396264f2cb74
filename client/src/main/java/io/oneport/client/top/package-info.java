/** {@code oneport-client top}: what a server does at the moment, on a terminal. */
@NullMarked
package io.oneport.client.top;

import org.jspecify.annotations.NullMarked;
