package io.oneport.client.fleet;

/** Finds a socket by its number. Filled before the run begins, and only read from then on: any thread. */
final class Directory {
    private final LoadSocket[] sockets;

    Directory(int size) {
        sockets = new LoadSocket[size];
    }

    void add(LoadSocket socket) {
        sockets[socket.number] = socket;
    }

    /** The socket of that number, or {@code null}. */
    LoadSocket find(int number) {
        return number < sockets.length ? sockets[number] : null;
    }

    int size() {
        return sockets.length;
    }
}
