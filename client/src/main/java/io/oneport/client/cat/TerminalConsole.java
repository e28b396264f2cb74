package io.oneport.client.cat;

import io.oneport.client.blocking.SocketMessage;
import io.oneport.client.cli.Terminals;
import io.oneport.client.cli.TextForm;
import java.io.IOException;
import java.util.Optional;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/** A person at a terminal: a prompt with line editing, and above it what comes. */
final class TerminalConsole implements Console {
    private final Terminal terminal;
    private final LineReader reader;

    TerminalConsole() throws IOException {
        Terminals.silenceLibrary();
        terminal = TerminalBuilder.builder().system(true).build();
        reader = LineReaderBuilder.builder()
                .terminal(terminal)
                // Else an exclamation mark would recall an earlier line.
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                .build();
    }

    @Override
    public Optional<SocketMessage> read() throws InterruptedException {
        try {
            return Optional.of(new SocketMessage.Text(reader.readLine("> ")));
        } catch (EndOfFileException endOfInput) {
            return Optional.empty();
        } catch (UserInterruptException interrupt) {
            throw new InterruptedException("Ctrl-C");
        } catch (IllegalStateException terminalClosed) {
            return Optional.empty(); // under our hands, since the conversation has ended
        }
    }

    @Override
    public void print(SocketMessage message) {
        reader.printAbove(TextForm.harmless(TextForm.of(message)));
    }

    @Override
    public void close() throws IOException {
        if (reader.isReading()) {
            // What is told next must not follow the prompt.
            terminal.writer().println();
            terminal.flush();
        }
        terminal.close();
    }
}
