package io.oneport.client.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.oneport.client.net.IoTransport;
import io.oneport.client.net.Limits;
import io.oneport.client.net.Target;
import io.oneport.client.net.Trust;
import io.oneport.client.net.UnreachableException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostAddressesTest {
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.0.0.1.", "127.1"})
    void anAddressIsItself(String host) throws UnreachableException {
        WireSettings settings = new WireSettings(
                new Target(false, host, 80, "/"),
                Trust.PLATFORM,
                List.of(),
                Limits.DEFAULTS,
                List.of(),
                2 << 10,
                IoTransport.best(),
                1);
        assertEquals("127.0.0.1", HostAddresses.of(settings).best().getAddress().getHostAddress());
    }
}
