package io.oneport.client.account;

/** Hears once a second how a run goes, on the thread that runs it. */
public interface ProgressListener {
    ProgressListener NONE = progress -> {};

    void progress(Progress progress);
}
