package io.oneport.server.app;

/** Which version of the server this is. */
final class ServerVersion {
    private ServerVersion() {}

    /** As the jar's manifest has it. */
    static String text() {
        String version = ServerVersion.class.getPackage().getImplementationVersion();
        return version == null ? "(development)" : version;
    }
}
