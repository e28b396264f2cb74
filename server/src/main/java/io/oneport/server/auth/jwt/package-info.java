/** JSON Web Tokens (RFC 7519): reading keys, checking signatures and claims. Knows no request. */
package io.oneport.server.auth.jwt;
