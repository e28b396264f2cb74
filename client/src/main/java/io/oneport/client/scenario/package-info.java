/**
 * What a person writes to load a server of any protocol: messages with variables, how an answer is matched to its request,
 * and files that describe a dialog step by step. Pure: opens no socket, and knows nothing of the load engine, which
 * performs it.
 */
@NullMarked
package io.oneport.client.scenario;

import org.jspecify.annotations.NullMarked;
