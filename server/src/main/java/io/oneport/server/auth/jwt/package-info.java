/** JSON Web Tokens (RFC 7519): reading keys, checking signatures and claims. Knows no request. */
@NullMarked
package io.oneport.server.auth.jwt;

import org.jspecify.annotations.NullMarked;
