package io.oneport.client.blocking;

import io.oneport.client.net.Header;
import io.oneport.client.net.IoTransport;
import io.oneport.client.net.Limits;
import io.oneport.client.net.Target;
import io.oneport.client.net.Trust;
import io.oneport.client.net.UnreachableException;
import io.oneport.client.wire.EncodedRequest;
import io.oneport.client.wire.WireLoop;
import io.oneport.client.wire.WireSettings;
import io.oneport.client.wire.Wires;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Opens sockets to one target and owns the event loop that they live on. Any thread may call it, but for that loop's. */
public final class Connector implements AutoCloseable {
    private static final int READ_BYTES = 64 << 10;

    private final Target target;
    private final Limits limits;
    private final Wires wires;

    /**
     * Prepares; connects nothing yet. Blocks to look the target's name up.
     *
     * @param target where every socket goes
     * @param trust whose certificates to believe, should the target be secure
     * @param limits of each socket
     * @throws UnreachableException if the name is unknown
     * @throws IOException if TLS can't be set up
     */
    public Connector(Target target, Trust trust, Limits limits) throws IOException {
        this.target = target;
        this.limits = limits;
        this.wires = new Wires(
                new WireSettings(target, trust, List.of(), limits, List.of(), READ_BYTES, IoTransport.best(), 1));
    }

    /**
     * Opens one socket, to what the target's name means now. Blocks.
     *
     * @return the socket, ready for its first request
     * @throws UnreachableException if it can't be opened, or secured, each within {@link Limits#timeout()}
     */
    public ClientConnection open() throws IOException, InterruptedException {
        wires.lookUp();
        WireLoop loop = wires.loops().get(0);
        ClientConnection connection = new ClientConnection(loop, target, limits);
        ClientConnection.run(loop, connection.opened(), () -> wires.open(connection.wire(), 0));
        return Await.of(connection.opened());
    }

    /**
     * Opens an event stream on a socket of its own. Blocks.
     *
     * @param path path and query
     * @param headers more header fields
     * @return once the server has begun it
     * @throws UnreachableException if there is no connection
     * @throws IOException if the server refuses the stream
     */
    public EventStream stream(String path, List<Header> headers) throws IOException, InterruptedException {
        wires.lookUp();
        WireLoop loop = wires.loops().get(0);
        List<Header> all = new ArrayList<>(headers);
        all.add(new Header("accept", "text/event-stream"));
        EncodedRequest request = EncodedRequest.get(target, path, all);
        EventStream stream = new EventStream(loop, listener -> wires.stream(loop, request, listener));
        ClientConnection.run(loop, stream.opened(), () -> wires.open(stream.wire(), 0));
        return Await.of(stream.opened());
    }

    /** Closes what is still open and stops the event loop; blocks until it has stopped, so never on it. */
    @Override
    public void close() {
        wires.close();
    }
}
