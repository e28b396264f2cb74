package io.oneport.server.http1;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryParametersTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "/t/a {}",
                "/t/a? {}",
                "/t/a?&& {}",
                "/t/a?= {}",
                "/t/a?a {a=[]}",
                "/t/a?a= {a=[]}",
                "/t/a?a=b {a=[b]}",
                "/t/a?a=b=c {a=[b=c]}",
                "/t/a?a=b&c=d {a=[b],c=[d]}",
                "/t/a?a=1&&a=2& {a=[1,2]}",
                "/t/a?a=b;c=d {a=[b;c=d]}",
                "/t/a?%61=%62%3b%26 {a=[b;&]}",
                "/t/a?a=%C3%BC {a=[\u00fc]}",
                "/t/a?a=%FC {a=[\ufffd]}",
                "/t/a?a=b#c&d=e {a=[b]}",
                "/t/a?a=b?c {a=[b?c]}"
            })
    void areThoseThatABrowserHasWritten(String target, String parameters) {
        assertEquals(parameters, QueryParameters.of(target).toString().replace(" ", ""));
    }

    @Test
    void aPlusIsASpace() {
        assertEquals(Map.of("a", List.of("b c+")), QueryParameters.of("/?a=b+c%2B"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"secret=%", "secret=%4", "secret=%zz", "secret%=a"})
    void othersAreRefusedWithoutNamingThem(String query) {
        Exception refused = assertThrows(IllegalArgumentException.class, () -> QueryParameters.of("/?" + query));
        assertFalse(refused.getMessage().contains("secret"), refused::getMessage);
    }

    @Test
    void thereAreNotTooMany() {
        assertEquals(
                1024, QueryParameters.of("/?" + "a=b&".repeat(1024)).get("a").size());
        assertThrows(IllegalArgumentException.class, () -> QueryParameters.of("/?" + "a=b&".repeat(1025)));
    }
}
