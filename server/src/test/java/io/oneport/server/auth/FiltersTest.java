package io.oneport.server.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.server.api.Admission;
import io.oneport.server.api.Filter;
import io.oneport.server.api.TestRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The filters that routes have: who is let in, and what the others are told. */
class FiltersTest {
    private final Filter origins = new AllowedOrigins(new Origins(List.of("https://friend.example")));

    @ParameterizedTest
    @ValueSource(strings = {"http://here:8080", "HTTP://HERE:8080", "https://friend.example"})
    void knownOriginsAreLetIn(String origin) {
        assertSame(Admission.GRANTED, origins.decide(request().with("Origin", origin)));
    }

    @Test
    void soIsARequestThatNoPageHasSent() {
        assertSame(Admission.GRANTED, origins.decide(request()));
        assertSame(Admission.GRANTED, origins.decide(TestRequest.get("/")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://foe.example", "null", "ftp://here:8080"})
    void otherOriginsAreForbidden(String origin) {
        assertForbidden(origin, origins.decide(request().with("Origin", origin)));
    }

    @Test
    void soAreTwoOriginsThatWouldBeLetInAlone() {
        assertForbidden(
                "https://friend.example, http://here:8080",
                origins.decide(request().with("Origin", "https://friend.example", "http://here:8080")));
    }

    @Test
    void aSchemeThatAProxyNamesIsTheOnlyOne() {
        TestRequest request = request().with("Origin", "http://here:8080");
        assertSame(Admission.GRANTED, origins.decide(request.forwarded("http")));
        assertForbidden("http://here:8080", origins.decide(request.forwarded("https")));
        assertSame(
                Admission.GRANTED,
                origins.decide(request().with("Origin", "https://here:8080").forwarded("https")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"cross-site", "same-site"})
    void aPageWithoutOriginIsToldByItsFetchMetadata(String site) {
        assertForbidden("Sec-Fetch-Site: " + site, origins.decide(request().with("Sec-Fetch-Site", site)));
        assertSame(
                Admission.GRANTED,
                origins.decide(request().with("Sec-Fetch-Site", site).with("Sec-Fetch-Mode", "navigate")));
        assertSame(
                Admission.GRANTED,
                new AllowedOrigins(new Origins(List.of("*"))).decide(request().with("Sec-Fetch-Site", site)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"same-origin", "none"})
    void whatThePersonAsksForIsLetIn(String site) {
        assertSame(Admission.GRANTED, origins.decide(request().with("Sec-Fetch-Site", site)));
    }

    private static TestRequest request() {
        return TestRequest.get("/").with("Host", "here:8080");
    }

    private static void assertForbidden(String detail, Admission admission) {
        Admission.Denied denied = assertInstanceOf(Admission.Denied.class, admission);
        assertEquals(403, denied.response().status().code());
        String body = new String(denied.response().body(), StandardCharsets.UTF_8);
        assertTrue(body.contains(detail), body);
    }
}
