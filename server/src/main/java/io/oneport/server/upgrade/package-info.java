/**
 * The moment at which a socket decides for itself: {@link io.oneport.server.upgrade.Handshake} decides, purely;
 * {@link io.oneport.server.upgrade.UpgradeDetector} waits for the request's end and reports the decision.
 */
@NullMarked
package io.oneport.server.upgrade;

import org.jspecify.annotations.NullMarked;
