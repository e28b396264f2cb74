package io.oneport.client.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.client.account.Progress;
import io.oneport.client.plan.Metric;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class PrometheusEndpointTest {
    private static Histogram times(long nanos) {
        Histogram times = new Histogram(3);
        times.recordValue(nanos);
        return times;
    }

    private static Progress progress(long nanos) {
        return new Progress(
                Progress.RunPhase.MEASURE,
                2_000_000_000L,
                1_000_000_000L,
                -1,
                Map.of(Metric.ECHO, times(nanos), Metric.step(0, "login"), times(nanos)),
                times(1000),
                120,
                120,
                null,
                3,
                1,
                0.25,
                new Progress.Ports(120, 28000));
    }

    @Test
    void figuresAddUpWhileTheRunGoesOn() throws Exception {
        try (PrometheusEndpoint endpoint = new PrometheusEndpoint(new InetSocketAddress("127.0.0.1", 0))) {
            LiveFigures figures = new LiveFigures();
            figures.tell(endpoint);
            figures.progress(progress(1_000_000));
            figures.progress(progress(3_000_000));
            HttpResponse<String> answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + endpoint.port() + "/metrics"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertEquals(200, answer.statusCode());
            assertTrue(answer.headers().firstValue("content-type").orElse("").startsWith("text/plain; version=0.0.4"));
            String text = answer.body();
            assertTrue(text.contains("\noneport_client_latency_seconds_count{metric=\"ws.echo\"} 2.00000000\n"), text);
            assertTrue(
                    text.contains("oneport_client_latency_seconds{metric=\"step.login\",quantile=\"0.99\"} 0.003"),
                    text);
            assertTrue(text.contains("\noneport_client_open_sockets 120.000000\n"), text);
            assertTrue(text.contains("\noneport_client_phase{phase=\"measure\"} 1.00000000\n"), text);
            for (String line : text.split("\n")) {
                assertTrue(line.matches("# (HELP|TYPE) .*|[a-z_]+(\\{[^}]*})? (NaN|[0-9.e+-]+)"), line);
            }
            IllegalArgumentException taken = assertThrows(
                    IllegalArgumentException.class,
                    () -> new PrometheusEndpoint(new InetSocketAddress("127.0.0.1", endpoint.port())));
            assertTrue(
                    taken.getMessage().startsWith("prometheus-port: 127.0.0.1:" + endpoint.port()), taken.getMessage());
        }
    }
}
