package io.oneport.server.api;

/** The request methods that the server knows (RFC 9110, section 9; RFC 5789). Another one is answered 501. */
public enum Method {
    GET,
    HEAD,
    POST,
    PUT,
    PATCH,
    DELETE,
    OPTIONS
}
