package io.oneport.client.result;

/**
 * What became of the sockets.
 *
 * @param planned how many were to be held open at once (in a churn: how many sessions were begun)
 * @param opened connections that were made, those made again among them
 * @param upgraded sockets that switched to WebSocket
 * @param stayedHttp sockets that spoke HTTP to the end
 * @param streams sockets that became event streams
 * @param failed connections or upgrades that failed
 * @param lost sockets that the other side ended, or that broke, before we meant them to end
 * @param reopened sockets that were opened in the place of a lost one, or one that HTTP ended
 * @param peakOpen how many were open at once, at the most
 * @param deflateOffered how many of the upgraded had offered to compress messages (permessage-deflate, RFC 7692)
 * @param deflateAgreed on how many of those the server agreed; on the others messages went as they are
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
