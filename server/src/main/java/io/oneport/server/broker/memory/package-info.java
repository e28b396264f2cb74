/** The broker that keeps messages in memory. */
package io.oneport.server.broker.memory;
