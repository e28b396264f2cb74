/**
 * How one channel's pipeline is rewritten: stages that own their handlers, the names of those handlers, and the one
 * place that takes a channel from one stage to the next.
 */
package io.oneport.server.pipeline;
