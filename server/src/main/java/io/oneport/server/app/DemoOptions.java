package io.oneport.server.app;

import io.oneport.protocol.Setting;
import picocli.CommandLine.Option;

/** What is served for tries and tests; a server for the public may do without. */
final class DemoOptions {
    @Option(
            names = "--landing-page",
            paramLabel = "on|off",
            defaultValue = "on",
            description = "Serve a page at / on which to try the server; off: 404 (${DEFAULT-VALUE}).")
    String page;

    @Option(
            names = "--echo",
            paramLabel = "on|off",
            defaultValue = "on",
            description = "Serve a WebSocket at /echo that sends every message back, for load tests; off: 404"
                    + " (${DEFAULT-VALUE}).")
    String echo;

    @Option(
            names = "--plaintext",
            paramLabel = "on|off",
            defaultValue = "on",
            description = "Serve a short text at /plaintext, for load tests; off: 404 (${DEFAULT-VALUE}).")
    String plaintext;

    /**
     * The settings, checked.
     *
     * @throws IllegalArgumentException if a value is wrong; the message is the line for the person
     */
    DemoSettings toSettings() {
        return new DemoSettings(isOn("landing-page", page), isOn("echo", echo), isOn("plaintext", plaintext));
    }

    private static boolean isOn(String name, String value) {
        Setting.require(value.equals("on") || value.equals("off"), name, value, "on or off");
        return value.equals("on");
    }
}
