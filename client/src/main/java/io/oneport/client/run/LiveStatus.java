package io.oneport.client.run;

import io.oneport.client.account.Progress;
import io.oneport.client.cli.Terminals;
import java.io.IOError;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import org.jline.terminal.Size;
import org.jline.terminal.Sized;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedString;
import org.jline.utils.Display;

/**
 * Tells how a run goes, on standard error, so that standard output is the summary alone: a block that is drawn anew each
 * second where there is a terminal, and else a line each second. For one thread.
 */
abstract class LiveStatus {
    /** Says nothing. */
    static LiveStatus silent() {
        return new LiveStatus() {
            @Override
            void begin(String what) {}

            @Override
            void progress(Progress progress) {}

            @Override
            void say(String line) {}

            @Override
            void end() {}
        };
    }

    /** A block on a terminal, or else lines. */
    static LiveStatus onStandardError() {
        return terminal().<LiveStatus>map(RedrawnBlock::new).orElseGet(() -> new StatusLines(System.err));
    }

    private static Optional<Terminal> terminal() {
        Terminals.silenceLibrary();
        try {
            return Optional.of(TerminalBuilder.builder()
                    .system(true)
                    .systemOutput(TerminalBuilder.SystemOutput.SysErr)
                    .dumb(false)
                    // Ctrl-C is for the run, which ends with its summary.
                    .nativeSignals(false)
                    .build());
        } catch (IOException | IllegalStateException none) {
            return Optional.empty();
        }
    }

    abstract void begin(String what);

    abstract void progress(Progress progress);

    abstract void say(String line);

    void warn(String line) {
        say(line);
    }

    /** There is no more to come; may be called again. */
    abstract void end();

    private static final class StatusLines extends LiveStatus {
        private final PrintStream out;

        StatusLines(PrintStream out) {
            this.out = out;
        }

        @Override
        void begin(String what) {
            out.println(what);
        }

        @Override
        void progress(Progress progress) {
            out.println(StatusText.line(progress));
        }

        @Override
        void say(String line) {
            out.println(line);
        }

        @Override
        void end() {
            out.flush();
        }
    }

    private static final class RedrawnBlock extends LiveStatus {
        private static final int LEAST_COLUMNS = 20;
        private static final int MOST_COLUMNS = 200;
        /** Of a terminal that does not say how wide it is. */
        private static final int USUAL_COLUMNS = 80;
        /** To the beginning of the line, and from there all that is below (ECMA-48, ED). */
        private static final String ERASE = "\r\033[J";

        private final Terminal terminal;
        private final Display display;
        private String title = "";
        private boolean ended;

        RedrawnBlock(Terminal terminal) {
            this.terminal = terminal;
            this.display = new Display(terminal, false);
        }

        @Override
        void begin(String what) {
            title = what;
        }

        @Override
        void progress(Progress progress) {
            draw(StatusText.block(title, progress));
        }

        private void draw(List<String> lines) {
            Size size = Size.of((Sized) terminal);
            int told = size.getColumns() == 0 ? USUAL_COLUMNS : size.getColumns();
            int columns = Math.max(LEAST_COLUMNS, Math.min(MOST_COLUMNS, told));
            display.resize(Size.of(columns, Math.max(lines.size() + 1, size.getRows())));
            List<AttributedString> fitted = lines.stream()
                    .map(line -> new AttributedString(line).columnSubSequence(0, columns - 1))
                    .toList();
            update(fitted);
        }

        /** At Ctrl-C the library closes the terminal by itself, maybe before the summary is told: no reason to lose that. */
        private void update(List<AttributedString> lines) {
            if (ended) {
                return;
            }
            try {
                display.update(lines, 0);
            } catch (IllegalStateException | IOError closed) {
                erase();
            }
        }

        /** The cursor is left at the block's beginning: without this the summary would be written between its remains. */
        private void erase() {
            ended = true;
            System.err.print(ERASE);
            System.err.flush();
        }

        @Override
        void say(String line) {
            title = line;
        }

        @Override
        void end() {
            if (!ended) {
                try {
                    update(List.of());
                    terminal.close();
                } catch (IOException closed) {
                    // Nothing more is to be shown on it.
                }
                erase();
            }
        }
    }
}
