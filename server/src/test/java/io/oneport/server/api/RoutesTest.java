package io.oneport.server.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoutesTest {
    private final Routes routes = new Routes(List.of(
            get("/"),
            get("/a"),
            get("/a/*"),
            get("/a/b"),
            get("/t/**"),
            Route.webSocket("/t/**", (socket, opening) -> null)));

    private static Route get(String pattern) {
        return Route.get(pattern, exchange -> {});
    }

    @ParameterizedTest
    @CsvSource({
        "/, /",
        "/a, /a",
        "/a/b, /a/b",
        "/a/c, /a/*",
        "/a/, /a/*",
        "/t/x, /t/**",
        "/t/x/y, /t/**",
        "/t/, /t/**",
    })
    void theMostSpecificPatternHasThePath(String path, String pattern) {
        assertEquals(pattern, routes.at(path).endpoint(Method.GET).pattern());
    }

    @ParameterizedTest
    @CsvSource({"/b", "/a/b/c", "/t", "//a", "*"})
    void nothingIsAtOtherPaths(String path) {
        assertNull(routes.at(path));
    }

    @Test
    void headGoesWhereGetDoes() {
        Routes.Resource here = routes.at("/a");
        assertSame(here.endpoint(Method.GET), here.endpoint(Method.HEAD));
        assertNull(here.endpoint(Method.POST));
        assertNull(here.webSocket());
        assertNotNull(routes.at("/t/x").webSocket());
    }

    @Test
    void twoRoutesForTheSameAreAMistake() {
        assertThrows(IllegalArgumentException.class, () -> new Routes(List.of(get("/a"), get("/a"))));
        Route webSocket = Route.webSocket("/a", (socket, opening) -> null);
        assertThrows(IllegalArgumentException.class, () -> new Routes(List.of(webSocket, webSocket)));
    }
}
