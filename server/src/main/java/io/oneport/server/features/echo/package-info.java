/** What needs no topics: WebSockets that send back what they receive, and a text of known length to measure with. */
@NullMarked
package io.oneport.server.features.echo;

import org.jspecify.annotations.NullMarked;
