package io.oneport.server.front.tls;

import io.oneport.protocol.Setting;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether and how TLS is served. The files are read when a {@link TlsCertificates} is made, and again when they change.
 *
 * @param pairs certificates and their keys; the first serves clients that ask for no name or for an unknown one; empty if
 *     TLS is not served
 * @param only whether requests without TLS are refused
 * @param clientCa the authorities that may have signed clients' certificates, or null
 * @param clientAuth whether clients are asked for certificates
 * @param maxEmptyRecords records without data, such as KeyUpdates, that a peer may send within a minute; 0 for any number
 */
public record TlsSettings(
        List<Pair> pairs, boolean only, @Nullable Path clientCa, ClientCertificates clientAuth, int maxEmptyRecords) {
    /** TLS is not served. */
    public static final TlsSettings NONE = new TlsSettings(List.of(), false, null, ClientCertificates.NONE, 0);

    /** Most handshakes have three to five records without data. */
    private static final int LEAST_EMPTY_RECORDS = 16;

    /**
     * A certificate with those that lead to its authority, and its private key.
     *
     * @param certificate a PEM file; the server's own certificate comes first
     * @param key a PEM file
     */
    public record Pair(Path certificate, Path key) {}

    /** Whether clients are asked for certificates. */
    public enum ClientCertificates {
        /** They are not asked. */
        NONE,
        /** They are asked, and need not have one. */
        WANT,
        /** They are asked, and refused if they have none. */
        REQUIRE
    }

    /**
     * Checks how the settings fit together; the files are not looked at.
     *
     * @throws IllegalArgumentException if they don't; the message names one and says what was expected
     */
    public TlsSettings {
        pairs = List.copyOf(pairs);
        Setting.require(!only || !pairs.isEmpty(), "tls-only", "true", "tls-cert and tls-key with it");
        Setting.require(
                clientCa == null || !pairs.isEmpty(), "tls-client-ca", clientCa, "tls-cert and tls-key with it");
        Setting.require(
                clientAuth == ClientCertificates.NONE || clientCa != null,
                "tls-client-auth",
                clientAuth == ClientCertificates.WANT ? "want" : "require",
                "tls-client-ca with it, or none");
        Setting.require(
                clientCa == null || clientAuth != ClientCertificates.NONE,
                "tls-client-auth",
                "none",
                "want or require, since tls-client-ca is given");
        Setting.require(
                maxEmptyRecords == 0 || maxEmptyRecords >= LEAST_EMPTY_RECORDS,
                "tls-empty-records",
                maxEmptyRecords,
                LEAST_EMPTY_RECORDS + " or more, since a handshake has some, or 0 for any number");
    }

    /** Whether TLS is served. */
    public boolean enabled() {
        return !pairs.isEmpty();
    }
}
