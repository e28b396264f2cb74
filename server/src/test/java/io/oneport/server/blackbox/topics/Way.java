package io.oneport.server.blackbox.topics;

import io.oneport.server.blackbox.Frames;
import io.oneport.server.blackbox.HttpAnswer;
import io.oneport.server.blackbox.RawSocket;
import io.oneport.server.blackbox.Request;
import io.oneport.server.blackbox.ServerFrame;
import java.io.IOException;

/** Every way to read a topic or to publish to it. */
enum Way {
    PAGE {
        @Override
        int ask(int port, String topic, String... headers) throws IOException {
            return http(port, Request.get("/t/" + topic), headers);
        }
    },
    LONG_POLL {
        @Override
        int ask(int port, String topic, String... headers) throws IOException {
            return http(port, Request.get("/t/" + topic + "?wait=10ms"), headers);
        }
    },
    HEAD {
        @Override
        int ask(int port, String topic, String... headers) throws IOException {
            return http(port, Request.of("HEAD", "/t/" + topic), headers);
        }
    },
    EVENT_STREAM {
        @Override
        int ask(int port, String topic, String... headers) throws IOException {
            return http(port, Request.get("/t/" + topic + "/sse"), headers);
        }
    },
    JSON_LINES {
        @Override
        int ask(int port, String topic, String... headers) throws IOException {
            return http(port, Request.get("/t/" + topic + "/json"), headers);
        }
    },
    RAW {
        @Override
        int ask(int port, String topic, String... headers) throws IOException {
            return http(port, Request.get("/t/" + topic + "/raw"), headers);
        }
    },
    /** Among others that may be read. */
    SEVERAL {
        @Override
        int ask(int port, String topic, String... headers) throws IOException {
            return http(port, Request.get("/t/open,a.open," + topic + "/sse"), headers);
        }
    },
    RAW_WEB_SOCKET {
        @Override
        int ask(int port, String topic, String... headers) throws IOException {
            return http(port, Request.upgrade("/t/" + topic), headers);
        }
    },
    JSON_WEB_SOCKET_OF_PATH {
        @Override
        int ask(int port, String topic, String... headers) throws IOException {
            return http(port, Request.upgrade("/t/" + topic).with("Sec-WebSocket-Protocol: oneport.v1.json"), headers);
        }
    },
    SUBSCRIBE {
        @Override
        int ask(int port, String topic, String... headers) throws IOException {
            return command(port, "{'type':'subscribe','id':1,'topic':'" + topic + "'}", headers);
        }
    },
    POST(true) {
        @Override
        int ask(int port, String topic, String... headers) throws IOException {
            return http(port, Request.of("POST", "/t/" + topic).body("hello"), headers);
        }
    },
    PUT(true) {
        @Override
        int ask(int port, String topic, String... headers) throws IOException {
            return http(port, Request.of("PUT", "/t/" + topic).body("hello"), headers);
        }
    },
    BATCH(true) {
        @Override
        int ask(int port, String topic, String... headers) throws IOException {
            try (RawSocket socket = RawSocket.connect(port)) {
                Request request = Request.of("POST", "/t").with("Content-Type: application/x-ndjson");
                HttpAnswer answer =
                        socket.ask(with(request, headers).body("{\"topic\":\"" + topic + "\",\"data\":\"hello\"}\n"));
                return answer.status() == 200 ? status(Json.read(answer.text().strip())) : answer.status();
            }
        }
    },
    RAW_FRAME(true) {
        @Override
        int ask(int port, String topic, String... headers) throws IOException {
            try (RawSocket socket = RawSocket.connect(port)) {
                int status = socket.head(with(Request.upgrade("/t/" + topic), headers))
                        .status();
                if (status != 101) {
                    return status;
                }
                socket.send(Frames.text("hello"));
                ServerFrame frame = socket.frame();
                return frame.opcode() == Frames.CLOSE && frame.closeCode() == 1008 ? 403 : 200;
            }
        }
    },
    PUBLISH(true) {
        @Override
        int ask(int port, String topic, String... headers) throws IOException {
            return command(port, "{'type':'publish','id':1,'topic':'" + topic + "','data':'hello'}", headers);
        }
    };

    private final boolean publishes;

    Way() {
        this(false);
    }

    Way(boolean publishes) {
        this.publishes = publishes;
    }

    boolean publishes() {
        return publishes;
    }

    /** Goes this way; gives 200, or the status of the refusal: 401 or 403 where a WebSocket says it in other words. */
    abstract int ask(int port, String topic, String... headers) throws IOException;

    private static Request with(Request request, String... headers) {
        for (String header : headers) {
            request.with(header);
        }
        return request;
    }

    private static int http(int port, Request request, String... headers) throws IOException {
        try (RawSocket socket = RawSocket.connect(port)) {
            int status = socket.head(with(request, headers)).status();
            return status == 101 || status == 201 ? 200 : status;
        }
    }

    private static int command(int port, String command, String... headers) throws IOException {
        Request upgrade = Request.upgrade("/ws").with("Sec-WebSocket-Protocol: oneport.v1.json");
        try (RawSocket socket = RawSocket.connect(port)) {
            int status = socket.head(with(upgrade, headers)).status();
            return status == 101 ? status(new JsonSocket(socket).send(command).next()) : status;
        }
    }

    private static int status(Json answer) {
        if (!answer.has("error")) {
            return 200;
        }
        return switch (answer.get("error")) {
            case "forbidden" -> 403;
            case "no-token" -> 401;
            default -> throw new AssertionError(answer);
        };
    }
}
