package io.oneport.client.fleet;

import org.jspecify.annotations.Nullable;

/** Finds a socket by its number, on whatever worker. Filled before the run begins, and only read from then on: any thread. */
final class Directory {
    private final LoadSocket[] sockets;

    Directory(int size) {
        sockets = new LoadSocket[size];
    }

    <S extends LoadSocket> S add(S socket) {
        sockets[socket.number] = socket;
        return socket;
    }

    private @Nullable LoadSocket find(int number) {
        return number < sockets.length ? sockets[number] : null;
    }

    int size() {
        return sockets.length;
    }

    /** An echo socket's message arrived at another socket. */
    void crossed(int sender, long lowNumber) {
        if (find(sender) instanceof EchoSocket echo) {
            echo.onItsLoop(() -> echo.crossed(lowNumber));
        }
    }

    /** A publisher's message arrived at a subscriber after later ones. */
    void overtaken(int publisher, long messageNumber) {
        if (find(publisher) instanceof PublishSocket socket) {
            socket.onItsLoop(() -> socket.overtaken(messageNumber));
        }
    }
}
