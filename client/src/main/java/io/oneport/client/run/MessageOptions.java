package io.oneport.client.run;

import io.oneport.client.fleet.CheckedMessage;
import io.oneport.client.plan.LoadPlan;
import io.oneport.client.plan.Scenario;
import io.oneport.protocol.Setting;
import java.util.Map;
import picocli.CommandLine.Option;

/** What a message is: its length, its kind, and whether it can be checked. */
public final class MessageOptions {
    @Option(
            names = "--size",
            paramLabel = "SIZE",
            defaultValue = "128B",
            converter = SizeRange.ToSizeRange.class,
            description = "Size of a message, or a range MIN..MAX from which sizes are drawn evenly. Default:"
                    + " ${DEFAULT-VALUE}")
    private SizeRange size;

    @Option(
            names = "--integrity",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description =
                    "Check every message: lost, duplicated, reordered, corrupted, crossed; and that all responses to plain"
                            + " requests have the same body. On by default.")
    private boolean integrity;

    @Option(names = "--text", description = "Send text messages in place of binary ones.")
    private boolean text;

    @Option(
            names = "--deflate",
            description = "Offer compression of messages on WebSockets (permessage-deflate, RFC 7692), without"
                    + " context takeover. The report says on how many sockets the server accepted it.")
    private boolean deflate;

    /**
     * The messages.
     *
     * @throws IllegalArgumentException if the options don't fit; the message is the line for the person
     */
    public LoadPlan.Messages messages(Scenario what, LoadPlan.Fleet fleet) {
        Setting.require(!deflate || fleet.webSockets() > 0, "deflate", "on", "off without WebSockets: --ws is 0");
        boolean ofTopics = what == Scenario.TOPIC;
        Setting.require(
                integrity || !ofTopics,
                "integrity",
                "off",
                "on with --scenario topic: each message says when it was due");
        int least = ofTopics
                ? CheckedMessage.TIMED_TEXT_BYTES
                : text ? CheckedMessage.MIN_TEXT_BYTES : CheckedMessage.MIN_BYTES;
        Setting.require(
                !integrity || size.min() >= least,
                "size",
                size,
                "at least " + least + "B, so that each message can say whose it is"
                        + (ofTopics ? " and when it was due" : "; --no-integrity allows less"));
        Setting.require(
                !integrity || size.max() <= CheckedMessage.MAX_BYTES,
                "size",
                size,
                "at most " + CheckedMessage.MAX_BYTES + "B, so that each message can say how long it is"
                        + (ofTopics ? "" : "; --no-integrity allows more"));
        return new LoadPlan.Messages(size.min(), size.max(), integrity, text || ofTopics, deflate);
    }

    /** Adds what was asked for, in words. */
    public void tell(Map<String, String> settings) {
        settings.put("size", size.toString());
        settings.put("integrity", integrity ? "on" : "off");
        if (deflate) {
            settings.put("deflate", "offered");
        }
    }
}
