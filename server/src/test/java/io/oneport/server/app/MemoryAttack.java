package io.oneport.server.app;

import static io.oneport.server.app.AttackSockets.PAYLOAD;
import static io.oneport.server.app.AttackSockets.field;
import static io.oneport.server.app.AttackSockets.frame;
import static io.oneport.server.app.AttackSockets.frameHead;
import static io.oneport.server.app.AttackSockets.post;
import static io.oneport.server.app.AttackSockets.upgrade;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** What many sockets do to fill the memory of a server. */
enum MemoryAttack {
    IDLE {
        @Override
        void begin(AttackSockets sockets) throws IOException {
            for (int i = 0; i < 10_000 && sockets.goesOn(); i++) {
                sockets.open(i % 2 == 0 ? "" : upgrade("/echo", ""));
            }
        }
    },
    SLOW_HEADS {
        @Override
        void begin(AttackSockets sockets) throws IOException {
            for (int i = 0; i < 10_000 && sockets.goesOn(); i++) {
                sockets.open("GET / HTTP/1.1\r\nHost: localhost\r\n" + field(i, 15_000));
            }
        }
    },
    HEADER_FLOOD {
        @Override
        void begin(AttackSockets sockets) throws IOException {
            String many = "GET / HTTP/1.1\r\nHost: localhost\r\n" + "a:b\r\n".repeat(3000) + "\r\n";
            for (int i = 0; i < 2000 && sockets.goesOn(); i++) { // each takes a millisecond of CPU time
                sockets.open(many + many);
            }
        }
    },
    HALF_BODIES {
        @Override
        void begin(AttackSockets sockets) throws IOException {
            for (int i = 0; i < 5000 && sockets.goesOn(); i++) {
                sockets.open(post("/t/a", 65_000), PAYLOAD);
            }
        }
    },
    UNFINISHED_FRAMES {
        @Override
        void begin(AttackSockets sockets) throws IOException {
            for (int i = 0; i < 5000 && sockets.goesOn(); i++) {
                SocketChannel socket = sockets.open(upgrade("/echo", ""));
                sockets.send(socket, frameHead(2, 65_000));
                sockets.send(socket, PAYLOAD);
            }
        }
    },
    NEVER_READING_ANSWERS {
        @Override
        void begin(AttackSockets sockets) throws IOException {
            for (int i = 0; i < 5000 && sockets.goesOn(); i++) {
                sockets.open(MANY_REQUESTS);
            }
        }
    },
    NEVER_READING_ANSWERS_AT_ONCE {
        @Override
        void begin(AttackSockets sockets) throws IOException {
            for (int i = 0; i < 5000 && sockets.goesOn(); i++) {
                sockets.open("");
            }
            sockets.sendToAll(MANY_REQUESTS.getBytes(StandardCharsets.ISO_8859_1));
        }
    },
    NEVER_READING_ECHOES_AT_ONCE {
        @Override
        void begin(AttackSockets sockets) throws IOException {
            for (int i = 0; i < 5000 && sockets.goesOn(); i++) {
                sockets.open(upgrade("/echo", ""));
            }
            byte[] message = frame("m".repeat(10_000));
            for (int i = 0; i < 100 && sockets.goesOn(); i++) {
                sockets.sendToAll(message);
            }
        }
    },
    NEVER_READING_SUBSCRIBERS {
        @Override
        void begin(AttackSockets sockets) throws IOException {
            for (int i = 0; i < 1000 && sockets.goesOn(); i++) {
                sockets.open("GET /t/s" + i % 50 + "/sse HTTP/1.1\r\nHost: localhost\r\n\r\n");
            }
            for (int i = 0; i < 5000 && sockets.goesOn(); i++) {
                sockets.publish("/t/s" + i % 50);
            }
        }
    },
    LONG_HISTORIES {
        @Override
        void begin(AttackSockets sockets) throws IOException {
            for (int i = 0; i < 600 && sockets.goesOn(); i++) {
                sockets.publish("/t/h" + i % 40);
            }
            for (int i = 0; i < 2000 && sockets.goesOn(); i++) {
                sockets.open("GET /t/h" + i % 40 + "?since=all HTTP/1.1\r\nHost: localhost\r\n\r\n");
                sockets.open("GET /t/h" + i % 40 + "/json?since=all HTTP/1.1\r\nHost: localhost\r\n\r\n");
            }
        }
    },
    MANY_TOPICS {
        @Override
        void begin(AttackSockets sockets) throws IOException {
            for (int i = 0; i < 200 && sockets.goesOn(); i++) {
                StringBuilder lines = new StringBuilder();
                for (int j = 0; j < 1000; j++) {
                    lines.append("{\"topic\":\"t.")
                            .append("x".repeat(100))
                            .append(i * 1000 + j)
                            .append("\",\"data\":\"1\"}\n");
                }
                sockets.batch(lines.toString());
            }
        }
    },
    MANY_SUBSCRIPTIONS {
        @Override
        void begin(AttackSockets sockets) throws IOException {
            for (int i = 0; i < 4000 && sockets.goesOn(); i++) {
                SocketChannel socket = sockets.open(upgrade("/ws", "Sec-WebSocket-Protocol: oneport.v1.json\r\n"));
                for (int j = 0; j < 100; j++) {
                    String command = "{\"op\":\"subscribe\",\"id\":1,\"topic\":\"n" + (i * 100 + j) + "\"}";
                    sockets.send(socket, frame(command));
                }
            }
        }
    },
    JSON_BOMBS {
        @Override
        void begin(AttackSockets sockets) throws IOException {
            String nested = "[".repeat(60_000);
            StringBuilder members = new StringBuilder("{\"op\":\"ping\"");
            for (int i = 0; i < 4000; i++) {
                members.append(",\"k").append(i).append("\":").append(i);
            }
            for (int i = 0; i < 500 && sockets.goesOn(); i++) {
                SocketChannel socket = sockets.open(upgrade("/ws", "Sec-WebSocket-Protocol: oneport.v1.json\r\n"));
                sockets.send(socket, frame(nested));
                sockets.send(socket, frame(members + "}"));
                sockets.batch("{\"topic\":\"j\",\"data\":" + nested + "\n");
            }
        }
    };

    private static final String MANY_REQUESTS = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(500);

    /**
     * Fills the memory for as long as attacks last: whoever is cut comes again.
     *
     * @param sockets stay open
     */
    static void fillAgainAndAgain(AttackSockets sockets) throws IOException {
        for (int i = 0; i < 2000 && sockets.goesOn(); i++) {
            sockets.open("");
        }
        while (sockets.goesOn()) {
            sockets.sendToAll(MANY_REQUESTS.getBytes(StandardCharsets.ISO_8859_1));
            for (int i = 0; i < 200 && sockets.goesOn(); i++) {
                sockets.open("");
            }
        }
    }

    /** Does it, until it is done or the time is up. */
    abstract void begin(AttackSockets sockets) throws IOException;
}
