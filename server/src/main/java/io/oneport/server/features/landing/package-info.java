/** What the server says of itself: the page at {@code /}, and that it is healthy. */
package io.oneport.server.features.landing;
