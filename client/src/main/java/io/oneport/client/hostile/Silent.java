package io.oneport.client.hostile;

/** Connects, and says nothing. */
final class Silent extends HostileRawSocket {
    Silent(HostileSockets group, Outcomes outcomes, int number) {
        super(group, outcomes, number);
    }

    @Override
    void misbehave() {
        // That is it.
    }
}
