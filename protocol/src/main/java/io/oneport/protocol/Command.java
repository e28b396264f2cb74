package io.oneport.protocol;

/** What a client asks for on {@code oneport.v1.json}. */
public sealed interface Command {
    /** The subprotocol's name. */
    String SUBPROTOCOL = "oneport.v1.json";

    CommandId id();

    /** Give me what is published here. */
    record Subscribe(CommandId id, TopicName topic, Since since) implements Command {}

    /** No more of it. */
    record Unsubscribe(CommandId id, TopicName topic) implements Command {}

    /** Publish this. */
    record Publish(CommandId id, Publication publication) implements Command {}

    /** Go on in the name of this token, in place of the one before. */
    record Authenticate(CommandId id, String token) implements Command {
        /** Without the token, which is a secret. */
        @Override
        public String toString() {
            return "Authenticate[id=" + id + "]";
        }
    }

    /** Are you there? */
    record Ping(CommandId id) implements Command {}
}
