package io.oneport.client.top;

import io.oneport.client.cli.Terminals;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.Sized;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStyle;
import org.jline.utils.Display;
import org.jline.utils.InfoCmp.Capability;
import org.jline.utils.NonBlockingReader;
import org.jspecify.annotations.Nullable;

/**
 * The screen of a person: redrawn with each sample, each key, and when its size changes. One thread draws and reads keys; two
 * others listen to the server and ask it for rows.
 */
final class TopTerminal {
    private static final long KEY_MILLIS = 200;
    private static final long ROWS_MILLIS = 2000;
    private static final long RETRY_MILLIS = 2000;
    private static final int ESCAPE = 27;
    private static final int BACKSPACE = 127;
    /** Lines above the table, besides one for each worker. */
    private static final int FIGURES = 12;

    private static final String HELP = "q quit · t sockets/topics · s sort · f protocol · / filter · p pause";

    private final String target;
    private final LiveSource feed;
    /** Set by the thread that draws; read by the one that asks. */
    private volatile TableChoice choice;

    private volatile int rowsThatFit = 20;
    private volatile @Nullable LiveSample sample;
    private volatile Rows rows;
    private volatile String state = "live";
    private volatile boolean over;
    /** What is shown while it is paused; null while it is not. */
    private @Nullable LiveSample pausedSample;

    private Rows pausedRows;
    private Size drawnSize = Size.of(0, 0);
    /** What is being typed after a slash; null if nothing is. */
    private @Nullable StringBuilder typed;

    TopTerminal(String target, LiveSource feed, TableChoice choice) {
        this.target = target;
        this.feed = feed;
        this.choice = choice;
        this.rows = Rows.none(choice.kind());
        this.pausedRows = rows;
    }

    /** Shows it until the person ends it. */
    void run() throws IOException, InterruptedException {
        sample = feed.first();
        Terminals.silenceLibrary();
        try (Terminal terminal = TerminalBuilder.builder().system(true).build()) {
            Attributes before = terminal.enterRawMode();
            terminal.puts(Capability.enter_ca_mode);
            terminal.puts(Capability.cursor_invisible);
            Thread listener = start("samples", this::listen);
            Thread asker = start("rows", this::ask);
            try {
                Display display = new Display(terminal, true);
                while (!over) {
                    draw(terminal, display);
                    key(terminal.reader());
                }
            } finally {
                over = true;
                listener.interrupt();
                asker.interrupt();
                terminal.puts(Capability.cursor_visible);
                terminal.puts(Capability.exit_ca_mode);
                terminal.flush();
                terminal.setAttributes(before);
            }
        }
    }

    private static Thread start(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** Takes samples; opens the stream again when it is lost. */
    private void listen() {
        while (!over) {
            try {
                sample = feed.next();
                state = "live";
            } catch (IOException lost) {
                state = "connection lost, trying again: " + Words.of(String.valueOf(lost.getMessage()), 100);
                reopen();
            } catch (InterruptedException end) {
                return;
            }
        }
    }

    private void reopen() {
        try {
            Thread.sleep(RETRY_MILLIS);
            feed.open();
            sample = feed.first();
        } catch (IOException still) {
            // Said already; tried again.
        } catch (InterruptedException end) {
            over = true;
        }
    }

    /** Asks for rows every two seconds, and at once when others are wanted. */
    private void ask() {
        Rows last = rows;
        long lastNanos = System.nanoTime();
        TableChoice asked = choice;
        while (!over) {
            TableChoice wanted = choice;
            if (!wanted.equals(asked) && wanted.kind() != asked.kind()) {
                last = Rows.none(wanted.kind());
            }
            asked = wanted;
            try {
                var answer = feed.rows(wanted.path(rowsThatFit));
                long now = System.nanoTime();
                last = last.next(answer, (now - lastNanos) / 1e9);
                lastNanos = now;
                rows = last;
            } catch (IOException refused) {
                rows = Rows.failed(wanted.kind(), String.valueOf(refused.getMessage()));
            } catch (InterruptedException end) {
                return;
            }
            if (waitFor(wanted)) {
                return;
            }
        }
    }

    /** Waits for the next time, or for another choice; returns whether it is over. */
    private boolean waitFor(TableChoice shown) {
        long untilNanos = System.nanoTime() + ROWS_MILLIS * 1_000_000;
        try {
            while (System.nanoTime() < untilNanos && choice.equals(shown)) {
                Thread.sleep(50);
            }
        } catch (InterruptedException end) {
            return true;
        }
        return over;
    }

    private void draw(Terminal terminal, Display display) {
        LiveSample paused = pausedSample;
        LiveSample shown = paused != null ? paused : sample;
        if (shown == null) {
            return;
        }
        Size size = Size.of((Sized) terminal);
        int columns = size.getColumns() <= 0 ? 80 : size.getColumns();
        int lines = size.getRows() <= 0 ? 24 : size.getRows();
        rowsThatFit = Math.max(1, lines - FIGURES - shown.workers());
        Rows known = paused != null ? pausedRows : rows;
        Rows table = known.kind() == choice.kind() ? known : Rows.none(choice.kind());
        String status = paused != null ? "paused" : state;
        List<String> text = new ArrayList<>(Screen.lines(target, status, shown, choice, table, rowsThatFit));
        while (text.size() < lines - 1) {
            text.add("");
        }
        StringBuilder line = typed;
        text = text.subList(0, Math.max(1, lines - 1));
        List<AttributedString> drawn = new ArrayList<>();
        for (String each : text) {
            drawn.add(styled(each, columns));
        }
        drawn.add(styled(line == null ? HELP : "filter: " + line + "_  (Enter applies, Esc clears)", columns));
        Size now = Size.of(columns, lines);
        if (!now.equals(drawnSize)) {
            drawnSize = now;
            display.clear(); // what a terminal leaves of the lines when its size changes is not known
            display.resize(now);
        }
        display.update(drawn, 0);
    }

    /** Bold heads and help; no colour, so that there is nothing to switch off (NO_COLOR). */
    private static AttributedString styled(String line, int columns) {
        boolean head = line.matches("oneport .*|WORKER .*| *ID  *CLIENT .*|TOPIC .*") || line.equals(HELP);
        AttributedStyle style = head ? AttributedStyle.BOLD : AttributedStyle.DEFAULT;
        return new AttributedString(line, style).columnSubSequence(0, columns - 1);
    }

    private void key(NonBlockingReader keys) throws IOException {
        int key = keys.read(KEY_MILLIS);
        if (key == NonBlockingReader.READ_EXPIRED) {
            return;
        }
        StringBuilder line = typed;
        if (key < 0 || key == 3 || key == 4) { // the end of input, Ctrl-C, Ctrl-D
            over = true;
        } else if (line != null) {
            type(line, key);
        } else {
            command(key);
        }
    }

    private void type(StringBuilder line, int key) {
        if (key == '\r' || key == '\n') {
            choose(choice.filtered(line.toString().strip()));
            typed = null;
        } else if (key == ESCAPE) {
            choose(choice.filtered(""));
            typed = null;
        } else if ((key == BACKSPACE || key == '\b') && line.length() > 0) {
            line.setLength(line.length() - 1);
        } else if (key >= ' ' && key < BACKSPACE && line.length() < 128) {
            line.append((char) key);
        }
    }

    private void command(int key) {
        switch (key) {
            case 'q' -> over = true;
            case 't' -> choose(choice.otherTable());
            case 's' -> choose(choice.nextSort());
            case 'f' -> choose(choice.kind() == TableKind.SOCKETS ? choice.nextProtocol() : choice);
            case '/' -> typed = new StringBuilder();
            case 'p' -> {
                pausedSample = pausedSample == null ? sample : null;
                pausedRows = rows;
            }
            default -> {}
        }
    }

    /** Other rows are not there yet: it goes on if it was paused. */
    private void choose(TableChoice other) {
        if (!other.equals(choice)) {
            choice = other;
            pausedSample = null;
        }
    }
}
