package io.oneport.client.pub;

import io.oneport.client.blocking.Await;
import io.oneport.client.blocking.Connector;
import io.oneport.client.net.Header;
import io.oneport.client.net.HttpAnswer;
import io.oneport.client.net.RefusedException;
import io.oneport.protocol.Event;
import io.oneport.protocol.Publication;
import io.oneport.protocol.Units;
import io.oneport.protocol.json.BadMessageException;
import io.oneport.protocol.json.EventReader;
import java.io.IOException;
import java.net.ProtocolException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One message as one POST, with what is told of it in header fields. */
final class SingleMessage {
    private final Publication publication;
    private final List<Header> headers;

    /**
     * @param more header fields to add
     */
    SingleMessage(Publication publication, List<Header> more) {
        this.publication = publication;
        this.headers = new ArrayList<>(more);
        add("Content-Type", publication.contentType());
        add("Event", publication.event());
        add("TTL", publication.ttl() == null ? null : Units.text(publication.ttl()));
        add("Idempotency-Key", publication.key());
    }

    private void add(String field, @Nullable String value) {
        if (value != null) {
            headers.add(Header.ofText(field, value));
        }
    }

    /**
     * Publishes it. To be called once.
     *
     * @throws IOException if the server refuses, does not answer, or can't be reached
     */
    Event.Published post(Connector connector) throws IOException, InterruptedException {
        HttpAnswer answer = Await.of(connector
                .open()
                .post(
                        "/t/" + publication.topic(),
                        headers,
                        publication.payload().bytes()));
        if (answer.status() != 200 && answer.status() != 201) {
            throw new RefusedException("refused: " + answer.sentence(), answer);
        }
        try {
            return EventReader.published(answer.body());
        } catch (BadMessageException unreadable) {
            throw new ProtocolException("the answer is wrong: " + unreadable.getMessage() + ": " + answer.excerpt());
        }
    }
}
