package io.oneport.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CloseCodeTest {
    @Test
    void onlyDefinedCodesMayBeSent() {
        Set<Integer> below3000 =
                IntStream.range(-1, 3000).filter(CloseCode::mayBeSent).boxed().collect(Collectors.toSet());
        assertEquals(Set.of(1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014), below3000);
        assertEquals(
                2000, IntStream.range(3000, 70_000).filter(CloseCode::mayBeSent).count());
    }
}
