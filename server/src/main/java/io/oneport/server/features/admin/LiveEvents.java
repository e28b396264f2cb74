package io.oneport.server.features.admin;

import io.oneport.protocol.json.JsonWriter;
import io.oneport.server.broker.BrokerState;
import io.oneport.server.broker.TopicTotals;
import io.oneport.server.connection.Protocol;
import io.oneport.server.loop.Durations;
import io.oneport.server.observe.Totals;
import io.oneport.server.observe.WorkerStatus;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;

/** The events of {@code /admin/live}, as Server-Sent Events (WHATWG HTML, section 9.2); docs/protocol.md has their members. */
final class LiveEvents {
    private LiveEvents() {}

    /** What does not change, which is the first event. */
    static byte[] server(ServerFacts facts) {
        ProcessStatus process = ProcessStatus.now();
        return event("server", json -> {
            json.writeStringProperty("version", facts.version());
            json.writeStringProperty("transport", facts.transport());
            json.writeNumberProperty("workers", facts.workers());
            json.writeStringProperty("broker", facts.broker());
            json.writeNumberProperty("started", facts.startedMillis());
            json.writeNumberProperty("maxSockets", facts.maxSockets());
            json.writeNumberProperty("maxHeap", process.maxHeapBytes());
            json.writeNumberProperty("maxDirect", process.maxDirectBytes());
            json.writeNumberProperty("maxDescriptors", process.maxDescriptors());
        });
    }

    /** One second: counters since the server began, and what is used now. */
    static byte[] sample(
            long millis, List<WorkerStatus> workers, TopicTotals topics, BrokerState state, ProcessStatus process) {
        Totals all = new Totals();
        workers.forEach(worker -> all.add(worker.totals()));
        return event("sample", json -> {
            json.writeNumberProperty("time", millis);
            json.writeObjectPropertyStart("open");
            for (Protocol protocol : Protocol.values()) {
                json.writeNumberProperty(protocol.text(), all.open(protocol));
            }
            json.writeEndObject();
            json.writeNumberProperty("opened", all.opened());
            json.writeNumberProperty("requests", all.requests());
            json.writeNumberProperty("messagesIn", all.messagesIn());
            json.writeNumberProperty("messagesOut", all.messagesOut());
            json.writeNumberProperty("bytesIn", all.bytesIn());
            json.writeNumberProperty("bytesOut", all.bytesOut());
            json.writeNumberProperty("dropped", all.dropped());
            json.writeNumberProperty("slowReaders", all.slowReaders());
            json.writeNumberProperty("topics", topics.topics());
            json.writeNumberProperty("subscribers", topics.subscribers());
            json.writeNumberProperty("publications", topics.publications());
            json.writeNumberProperty("backlog", topics.backlogBytes());
            json.writeNumberProperty("history", topics.historyBytes());
            buckets(json, "requestTimes", all.requestTimes());
            buckets(json, "deliveryTimes", topics.latency());
            if (state instanceof BrokerState.Away away) {
                json.writeStringProperty("brokerAway", away.why());
            }
            json.writeNumberProperty("cpu", process.cpuNanos());
            json.writeNumberProperty("heap", process.heapBytes());
            json.writeNumberProperty("direct", process.directBytes());
            json.writeNumberProperty("descriptors", process.descriptors());
            json.writeArrayPropertyStart("workers");
            workers.forEach(worker -> write(json, worker));
            json.writeEndArray();
        });
    }

    private static void write(JsonGenerator json, WorkerStatus worker) {
        Totals totals = worker.totals();
        json.writeStartObject();
        long open = 0;
        for (Protocol protocol : Protocol.values()) {
            open += totals.open(protocol);
        }
        json.writeNumberProperty("open", open);
        json.writeNumberProperty("cpu", worker.cpuNanos());
        json.writeNumberProperty("messagesIn", totals.messagesIn());
        json.writeNumberProperty("messagesOut", totals.messagesOut());
        buckets(json, "lag", totals.lag());
        json.writeEndObject();
    }

    /** How many there were in each bucket of a histogram; a page takes the difference of two samples. */
    private static void buckets(JsonGenerator json, String name, Durations durations) {
        json.writeArrayPropertyStart(name);
        for (int bucket = 0; bucket <= durations.bounds(); bucket++) {
            json.writeNumber(durations.count(bucket));
        }
        json.writeEndArray();
    }

    private static byte[] event(String name, Consumer<JsonGenerator> members) {
        String data = new String(
                JsonWriter.bytes(json -> {
                    json.writeStartObject();
                    members.accept(json);
                    json.writeEndObject();
                }),
                StandardCharsets.UTF_8);
        return ("event: " + name + "\ndata: " + data + "\n\n").getBytes(StandardCharsets.UTF_8);
    }
}
