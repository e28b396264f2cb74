/** Who may do what: whose a request is, which web pages may use the server, and by which names it may be called. */
@NullMarked
package io.oneport.server.auth;

import org.jspecify.annotations.NullMarked;
