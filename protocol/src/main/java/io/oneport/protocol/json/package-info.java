/** The JSON of {@code oneport.v1.json}, of JSON lines and of batches; docs/topics.md describes it. */
package io.oneport.protocol.json;
