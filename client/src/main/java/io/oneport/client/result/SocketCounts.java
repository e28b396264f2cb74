package io.oneport.client.result;

/**
 * What became of the sockets.
 *
 * @param planned how many were to be held open at once (in a churn: how many sessions were begun)
 * @param opened connections made, reconnections included
 * @param upgraded sockets that switched to WebSocket
 * @param stayedHttp sockets that were to speak HTTP, and did to the end
 * @param streams sockets that became event streams
 * @param failed connections or upgrades that failed
 * @param lost sockets closed by the peer, or broken, before the client meant to close them
 * @param reopened sockets opened in place of a lost one, or of one closed after an HTTP response
 * @param peakOpen the largest number open at the same time
 * @param deflateOffered upgraded sockets that offered to compress messages (permessage-deflate, RFC 7692)
 * @param deflateAgreed those on which the server agreed; the others sent messages uncompressed
 */
public record SocketCounts(
        long planned,
        long opened,
        long upgraded,
        long stayedHttp,
        long streams,
        long failed,
        long lost,
        long reopened,
        long peakOpen,
        long deflateOffered,
        long deflateAgreed) {}
