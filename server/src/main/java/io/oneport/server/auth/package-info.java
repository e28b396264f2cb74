/** Who may do what: which web pages may use the server, and by which names it may be called. */
package io.oneport.server.auth;
