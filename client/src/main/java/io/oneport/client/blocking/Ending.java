package io.oneport.client.blocking;

import io.oneport.protocol.CloseCode;

/** How a WebSocket ended (RFC 6455, section 7). */
public sealed interface Ending {
    /** What happened, in one sentence without a full stop. */
    String sentence();

    /**
     * Both sides sent a Close frame.
     *
     * @param byServer whether the server's came first
     * @param code the server's status code; {@link CloseCode#NO_STATUS} if it sent none
     * @param reason the server's reason, maybe empty
     * @param endOfStream whether the server then closed the socket, as it should; else this side did when time was up
     */
    record Closed(boolean byServer, int code, String reason, boolean endOfStream) implements Ending {
        @Override
        public String sentence() {
            String status = code == CloseCode.NO_STATUS ? "without a status code" : (code + " " + reason).strip();
            return (byServer ? "closed by server: " : "closed: ") + status;
        }
    }

    /** The server broke the protocol; this side closed with the code. */
    record Broken(int code, String sentence) implements Ending {}

    /** The connection ended without a Close frame from the server. Why is one sentence. */
    record Lost(String why) implements Ending {
        @Override
        public String sentence() {
            return why;
        }
    }
}
