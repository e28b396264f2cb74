package io.oneport.server.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.oneport.server.api.TestRequest;
import org.junit.jupiter.api.Test;

class TokenSourceTest {
    private final TokenSource source = new TokenSource("", "token");

    @Test
    void aCookieMayHaveQuotationMarks() {
        TokenSource cookies = new TokenSource("tok", "");
        for (String cookie : new String[] {"tok=a.b.c", "x=y; tok=\"a.b.c\"", "tok=a.b.c; tok=\"a.b.c\""}) {
            assertEquals("a.b.c", cookies.token(TestRequest.get("/t/a").with("cookie", cookie)));
        }
    }

    /** As a page leaves its cookie when somebody signs out, or writes a URL without having a token. */
    @Test
    void anEmptyTokenIsNone() {
        TokenSource both = new TokenSource("tok", "token");
        assertNull(both.token(TestRequest.get("/t/a?token=").with("cookie", "tok=")));
        assertNull(both.token(TestRequest.get("/t/a?token").with("cookie", "tok=\"\"")));
        assertEquals("a.b.c", both.token(TestRequest.get("/t/a?token=a.b.c").with("cookie", "x=y; tok=")));
        assertEquals("a.b.c", both.token(TestRequest.get("/t/a?token=").with("authorization", "Bearer a.b.c")));
    }

    @Test
    void aQueryHasOneToken() {
        assertNull(source.token(TestRequest.get("/t/a?limit=1")));
        assertEquals("a.b.c", source.token(TestRequest.get("/t/a?token=a.b.c")));
        assertEquals("a.b.c", source.token(TestRequest.get("/t/a?token=a.b.c&token=a.b.c")));
        // Who checks the first one in front of this server must not pass another one on.
        assertThrows(
                IllegalArgumentException.class, () -> source.token(TestRequest.get("/t/a?token=a.b.c&token=d.e.f")));
        assertThrows(IllegalArgumentException.class, () -> source.token(TestRequest.get("/t/a?token=&token=d.e.f")));
    }
}
