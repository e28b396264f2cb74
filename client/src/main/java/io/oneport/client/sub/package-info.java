/** {@code oneport-client sub}: follows topics, over as many connections as it takes. */
@NullMarked
package io.oneport.client.sub;

import org.jspecify.annotations.NullMarked;
