package io.oneport.server.connection;

import io.oneport.protocol.Setting;

/**
 * What each client may do; 0 for as much as it wants.
 *
 * @param maxSocketsPerAddress open sockets of one address
 * @param address what the clients of one address may do together
 * @param principal what one principal may do, from whatever addresses
 */
public record ClientSettings(int maxSocketsPerAddress, RateLimits address, RateLimits principal) {
    /** Nothing is limited. */
    public static final ClientSettings NONE = new ClientSettings(0, new RateLimits(0, 0, 0), new RateLimits(0, 0, 0));

    private static final int MOST = 1_000_000;

    /**
     * Numbers in a second.
     *
     * @param requests HTTP requests
     * @param handshakes requests to upgrade
     * @param messages WebSocket messages and pings, and publications
     */
    public record RateLimits(int requests, int handshakes, int messages) {
        private int of(ClientAction kind) {
            return switch (kind) {
                case REQUEST -> requests;
                case HANDSHAKE -> handshakes;
                case MESSAGE -> messages;
            };
        }
    }

    /**
     * Checks every value.
     *
     * @throws IllegalArgumentException if one is out of range; the message names it and says what was expected
     */
    public ClientSettings {
        Setting.require(
                maxSocketsPerAddress >= 0,
                "max-sockets-per-address",
                maxSocketsPerAddress,
                "0 or more; 0 for any number");
        check("address", address);
        check("principal", principal);
    }

    private static void check(String whose, RateLimits rates) {
        check(whose + "-request-rate", rates.requests);
        check(whose + "-handshake-rate", rates.handshakes);
        check(whose + "-message-rate", rates.messages);
    }

    private static void check(String name, int rate) {
        Setting.require(rate >= 0 && rate <= MOST, name, rate, "0 to " + MOST + "; 0 for no limit");
    }

    int addressRate(ClientAction kind) {
        return address.of(kind);
    }

    int principalRate(ClientAction kind) {
        return principal.of(kind);
    }

    boolean limits(ClientAction kind) {
        return addressRate(kind) > 0 || principalRate(kind) > 0;
    }

    boolean limitsRates() {
        return !address.equals(NONE.address) || !principal.equals(NONE.principal);
    }
}
