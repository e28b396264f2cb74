package io.oneport.server.app;

import java.nio.file.Path;

/**
 * Where operators come in, and what they show.
 *
 * @param tokenFile the file with the token; created if it does not exist
 * @param tokenFileChosen whether somebody has chosen it: then it must be usable
 * @param host the address to listen on for operators
 * @param port the port for operators; 0 for any free one, -1 to serve them on the public port
 * @param metricsOpen whether everybody may read the metrics
 */
record AdminSettings(Path tokenFile, boolean tokenFileChosen, String host, int port, boolean metricsOpen) {
    /** Whether operators have a port of their own. */
    boolean hasOwnPort() {
        return port >= 0;
    }
}
