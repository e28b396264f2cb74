/** The JSON of {@code oneport.v1.json}, of JSON lines and of batches; docs/topics.md describes it. */
@NullMarked
package io.oneport.protocol.json;

import org.jspecify.annotations.NullMarked;
