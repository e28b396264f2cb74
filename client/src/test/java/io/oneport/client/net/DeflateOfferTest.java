package io.oneport.client.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaders;
import io.oneport.client.net.ClientHandshake.UpgradeReply;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server may answer to permessage-deflate (RFC 7692, section 7.1). */
class DeflateOfferTest {
    private static final Target TARGET = Target.parse("ws://example.org:8080/chat");

    private final ClientHandshake handshake = new ClientHandshake(TARGET, List.of(), List.of(), true, new Random(7));

    private HttpHeaders request() {
        FullHttpRequest request = handshake.request();
        request.release();
        return request.headers();
    }

    private UpgradeReply verdict(String... extensions) {
        HttpHeaders headers = new DefaultHttpHeaders()
                .set("Upgrade", "websocket")
                .set("Connection", "Upgrade")
                .set("Sec-WebSocket-Accept", ClientHandshake.acceptFor(request().get("Sec-WebSocket-Key")));
        headers.set("Sec-WebSocket-Extensions", List.of(extensions));
        if (extensions.length == 0) {
            headers.remove("Sec-WebSocket-Extensions");
        }
        return handshake.verify(new HttpAnswer(101, "Switching Protocols", headers, new byte[0]));
    }

    @Test
    void theOfferIsInTheRequest() {
        assertEquals(
                List.of("permessage-deflate; client_no_context_takeover; server_no_context_takeover"),
                request().getAll("Sec-WebSocket-Extensions"));
    }

    @Test
    void aServerDeclinesByLeavingItOut() {
        assertEquals(new UpgradeReply.Switched(Optional.empty(), false), verdict());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "permessage-deflate; server_no_context_takeover",
                "permessage-deflate;server_no_context_takeover;client_no_context_takeover",
                "permessage-deflate; client_no_context_takeover; server_no_context_takeover",
                "permessage-deflate \t;\t server_no_context_takeover",
                "permessage-deflate; server_max_window_bits=8; server_no_context_takeover",
                "permessage-deflate; server_no_context_takeover; server_max_window_bits=15",
                "permessage-deflate; server_no_context_takeover; server_max_window_bits = \"10\"",
            })
    void answersThatAgree(String extensions) {
        assertEquals(new UpgradeReply.Switched(Optional.empty(), true), verdict(extensions));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "",
            value = {
                "permessage-deflate | server_no_context_takeover, as no window is kept for a socket between messages",
                "permessage-deflate; client_no_context_takeover | server_no_context_takeover, as no window is kept for a"
                        + " socket between messages",
                "permessage-deflate; server_max_window_bits=15 | server_no_context_takeover, as no window is kept for a"
                        + " socket between messages",
                "permessage-deflate; server_no_context_takeover=1 | server_no_context_takeover without a value",
                "permessage-deflate; server_no_context_takeover; client_no_context_takeover=true"
                        + " | client_no_context_takeover without a value",
                "permessage-deflate; server_no_context_takeover; server_no_context_takeover"
                        + " | server_no_context_takeover once",
                "permessage-deflate; server_max_window_bits=9; server_no_context_takeover; server_max_window_bits=9"
                        + " | server_max_window_bits once",
                "permessage-deflate; server_no_context_takeover; server_max_window_bits | server_max_window_bits=8 to 15",
                "permessage-deflate; server_no_context_takeover; server_max_window_bits=7 | server_max_window_bits=8 to 15",
                "permessage-deflate; server_no_context_takeover; server_max_window_bits=16 | server_max_window_bits=8 to 15",
                "permessage-deflate; server_no_context_takeover; server_max_window_bits=08 | server_max_window_bits=8 to 15",
                "permessage-deflate; server_no_context_takeover; server_max_window_bits=ten | server_max_window_bits=8 to 15",
                "permessage-deflate; server_no_context_takeover; client_max_window_bits=15"
                        + " | no client_max_window_bits, as it was not offered",
                "permessage-deflate; server_no_context_takeover; client_max_window_bits"
                        + " | no client_max_window_bits, as it was not offered",
                "permessage-deflate; server_no_context_takeover; bees | no bees, as it was not offered",
                "permessage-deflate; Server_No_Context_Takeover"
                        + " | no Server_No_Context_Takeover, as it was not offered",
                "permessage-deflate; server_no_context_takeover; | permessage-deflate once, with its parameters and nothing"
                        + " else",
                "permessage-deflate; server_no_context_takeover, permessage-deflate; server_no_context_takeover"
                        + " | permessage-deflate once, with its parameters and nothing else",
                "permessage-deflate; server_no_context_takeover, x-bees"
                        + " | permessage-deflate once, with its parameters and nothing else",
                "permessage-deflate; server_max_window_bits=\"10; server_no_context_takeover"
                        + " | server_max_window_bits=8 to 15",
                "permessage-deflated; server_no_context_takeover | permessage-deflate, as nothing else was offered",
                "permessage-deflate2 | permessage-deflate, as nothing else was offered",
                "permessage-deflate=1; server_no_context_takeover"
                        + " | permessage-deflate once, with its parameters and nothing else",
                "x-webkit-deflate-frame | permessage-deflate, as nothing else was offered",
                "x-bees, permessage-deflate; server_no_context_takeover"
                        + " | permessage-deflate, as nothing else was offered",
            })
    void answersThatAreWrong(String extensions, String expected) {
        assertEquals(
                new UpgradeReply.Rejected("the answer to the upgrade is wrong: Sec-WebSocket-Extensions: " + extensions
                        + " (expected: " + expected + ")"),
                verdict(extensions));
    }

    @Test
    void anEmptyFieldIsNoAnswer() {
        assertEquals(
                new UpgradeReply.Rejected("the answer to the upgrade is wrong: Sec-WebSocket-Extensions: (nothing)"
                        + " (expected: permessage-deflate, as nothing else was offered)"),
                verdict(""));
    }

    @Test
    void linesOfTheFieldAreOneList() {
        assertEquals(
                new UpgradeReply.Rejected(
                        "the answer to the upgrade is wrong: Sec-WebSocket-Extensions: permessage-deflate;"
                                + " server_no_context_takeover, permessage-deflate; server_no_context_takeover"
                                + " (expected: permessage-deflate once, with its parameters and nothing else)"),
                verdict(
                        "permessage-deflate; server_no_context_takeover",
                        "permessage-deflate; server_no_context_takeover"));
    }
}
