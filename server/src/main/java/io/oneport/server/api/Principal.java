package io.oneport.server.api;

/**
 * On whose behalf a request is made.
 *
 * @param name a name that is unique among those that the server's filters give
 */
public record Principal(String name) {
    /** Nobody in particular: no filter has asked who it is. */
    public static final Principal ANONYMOUS = new Principal("anonymous");
}
