package io.oneport.client.fleet;

import io.oneport.client.blocking.Await;
import io.oneport.client.blocking.Inbox;
import io.oneport.client.blocking.SocketMessage;
import io.oneport.client.blocking.WebSocketConnection;
import io.oneport.client.plan.LoadPlan;
import io.oneport.client.scenario.OwnMessages;
import io.oneport.protocol.Excerpt;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;

/** Sends one of a person's own messages before the load, and looks whether an answer can be matched. Blocks. */
final class OwnMessagesTrial {
    /** A number that no socket of the load has. */
    private static final int SENDER = (1 << 22) - 1;

    private static final int MOST_UNSOLICITED = 100;
    private static final int EXCERPT = 100;

    private final LoadPlan plan;
    private final Payloads payloads;

    OwnMessagesTrial(LoadPlan plan) {
        this.plan = plan;
        this.payloads = Payloads.of(plan.messages(), (int) plan.seed(), new SplittableRandom(plan.seed()));
    }

    /** Tries; gives why no answer was matched, if none was. */
    Optional<String> fault(WebSocketConnection socket, Inbox inbox, Duration patience)
            throws IOException, InterruptedException {
        List<SocketMessage> sent = new ArrayList<>();
        payloads.greet(SENDER, (content, length, text) -> sent.add(message(content, length, text)));
        int length = payloads.write(SENDER, 0, 0, 0);
        sent.add(message(payloads.bytes(), length, payloads.text()));
        for (SocketMessage one : sent) {
            Await.of(socket.send(one));
        }
        String came = "nothing came";
        try {
            for (int i = 0; i < MOST_UNSOLICITED; i++) {
                Optional<SocketMessage> answer = inbox.next(patience);
                if (answer.isEmpty()) {
                    came += ", and the server ended the connection";
                    break;
                }
                if (answers(answer.get())) {
                    return Optional.empty();
                }
                came = "last came " + excerpt(answer.get());
            }
        } catch (SocketTimeoutException late) {
            // What came until then is said below.
        }
        OwnMessages own = Objects.requireNonNull(plan.messages().own(), "they are what is tried");
        return Optional.of("no answer matched " + own.match().source() + ": " + came);
    }

    private static SocketMessage message(byte[] content, int length, boolean text) {
        return text
                ? new SocketMessage.Text(new String(content, 0, length, StandardCharsets.UTF_8))
                : new SocketMessage.Binary(Arrays.copyOf(content, length));
    }

    private boolean answers(SocketMessage answer) {
        byte[] content = answer.payload();
        return !payloads.integrity()
                || payloads.read(content, content.length, answer instanceof SocketMessage.Text)
                                == CheckedMessage.Reading.INTACT
                        && payloads.connection() == SENDER;
    }

    private static String excerpt(SocketMessage message) {
        String whole = message instanceof SocketMessage.Text text
                ? text.text()
                : "hex:" + HexFormat.of().formatHex(message.payload());
        return Excerpt.of(whole, EXCERPT);
    }
}
