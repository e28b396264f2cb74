package io.oneport.server.broker.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedisAddressTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            redis://127.0.0.1 | [127.0.0.1:6379]
            REDIS://a.example:7000/3 | [a.example:7000]
            redis://my_redis:6379 | [my_redis:6379]
            redis://me@my_redis | [my_redis:6379]
            rediss://[::1],b | [[::1]:6379,b:6379]
            redis://[fe80::1%eth0]:1 | [[fe80::1%eth0]:1]
            redis-sentinel://a_1,a_2:5#m | [a_1:26379,a_2:5]
            """)
    void hostsMayBeNamesOfServices(String url, String seeds) {
        assertEquals(seeds, RedisAddress.parse(url).seeds().toString().replace(" ", ""));
    }

    @ParameterizedTest
    @CsvSource({"redis://me@a, me", "redis://a%40b%3ac+d@a, a@b:c+d", "redis://%C3%A4@a, ä", "redis://a@b@c, a@b"})
    void namesOfUsersMayBeEncoded(String url, String user) {
        assertEquals(user, RedisAddress.parse(url).user());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "redis://",
                "redis://:1",
                "redis://a:",
                "redis://a:0",
                "redis://a:65536",
                "redis://a:x",
                "redis://a b",
                "redis://[::1",
                "redis://::1",
                "redis://a,",
                "redis://a/x",
                "redis://a/0?timeout=2s",
                "redis://100%@a",
                "redis://:secret@a",
                "http://a"
            })
    void othersAreRefused(String url) {
        assertThrows(IllegalArgumentException.class, () -> RedisAddress.parse(url));
    }
}
