/** What the server says of itself: the page at {@code /}, and that it is healthy. */
@NullMarked
package io.oneport.server.features.landing;

import org.jspecify.annotations.NullMarked;
