/** Who may do what. For now: which web pages may open a WebSocket here. */
package io.oneport.server.access;
