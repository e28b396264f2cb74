package io.oneport.client.run;

import io.oneport.protocol.Setting;
import java.util.Map;
import picocli.CommandLine.Option;

/** Whether WebSockets offer to compress. */
public final class DeflateOption {
    @Option(
            names = "--deflate",
            description =
                    "Have WebSockets offer to compress messages (permessage-deflate, RFC 7692), each by itself. The"
                            + " report says on how many the server agreed.")
    private boolean deflate;

    /**
     * Whether they do.
     *
     * @param webSockets how many there are
     * @throws IllegalArgumentException if they shall, and there are none; the message is the line for the person
     */
    public boolean offered(int webSockets) {
        Setting.require(!deflate || webSockets > 0, "deflate", "on", "off without WebSockets: --ws is 0");
        return deflate;
    }

    /** Adds what was asked for, in words. */
    public void tell(Map<String, String> settings) {
        if (deflate) {
            settings.put("deflate", "offered");
        }
    }
}
