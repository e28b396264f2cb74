package io.oneport.client.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.oneport.client.net.Header;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CookiesTest {
    @Test
    void allThatWereSetGoBackUntilTheyAreTakenBack() {
        Cookies cookies = new Cookies();
        assertEquals(Optional.empty(), cookies.field());
        cookies.take(List.of("a=1; Path=/; HttpOnly", "b= two ;Secure", "nonsense", "=x"));
        assertEquals(Optional.of(new Header("Cookie", "a=1; b=two")), cookies.field());
        cookies.take(List.of("a=3", "b=; Max-Age=0"));
        assertEquals(Optional.of(new Header("Cookie", "a=3")), cookies.field());
        cookies.clear();
        assertEquals(Optional.empty(), cookies.field());
    }
}
