/** Limits how many log lines an event can cause. */
package io.oneport.server.log;
