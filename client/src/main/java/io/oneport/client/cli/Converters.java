package io.oneport.client.cli;

import io.oneport.client.net.Header;
import io.oneport.client.net.Limits;
import io.oneport.client.net.Target;
import io.oneport.client.net.Trust;
import io.oneport.protocol.Publication;
import io.oneport.protocol.Since;
import io.oneport.protocol.TopicName;
import io.oneport.protocol.Units;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Function;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Converts words of the command line to values. A wrong word is reported either by a {@link TypeConversionException},
 * which says only what was expected, or by an {@link IllegalArgumentException}, whose message is the whole line.
 *
 * <p>Numbers and files have converters here, too, although picocli has its own: those take any number and any path, and
 * say no more than "is not an int".
 */
public final class Converters {
    /** The longest that anything may be asked to last, as a whole, too. */
    public static final Duration LONGEST = Duration.ofHours(24);

    private Converters() {}

    /** A {@link Target}. */
    public static final class ToTarget implements ITypeConverter<Target> {
        @Override
        public Target convert(String word) {
            return read(Target::parse, word);
        }
    }

    /** A {@link Target} as a whole, whose topics are named apart. */
    public static final class ToTopicServer implements ITypeConverter<Target> {
        @Override
        public Target convert(String word) {
            Target server = new ToTarget().convert(word);
            if (!server.path().equals("/")) {
                throw new TypeConversionException("no path; TOPIC names the topic");
            }
            return server;
        }
    }

    /** A {@link TopicName}. */
    public static final class ToTopic implements ITypeConverter<TopicName> {
        @Override
        public TopicName convert(String word) {
            return new TopicName(word);
        }
    }

    /** A {@link Since}. */
    public static final class ToSince implements ITypeConverter<Since> {
        @Override
        public Since convert(String word) {
            return Since.parse(word);
        }
    }

    /** A time to live. */
    public static final class ToTtl implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String word) {
            return Publication.ttl(word);
        }
    }

    /** A number of things, at least one. */
    public static final class ToCount implements ITypeConverter<Long> {
        @Override
        public Long convert(String word) {
            if (!word.matches("0*[1-9]\\d{0,17}")) {
                throw new TypeConversionException("a whole number, 1 to 999999999999999999");
            }
            return Long.valueOf(word);
        }
    }

    /** A file that is there. */
    public static final class ToFile implements ITypeConverter<Path> {
        @Override
        public Path convert(String word) {
            Path file = read(Path::of, word);
            if (!Files.isReadable(file) || Files.isDirectory(file)) {
                throw new TypeConversionException("a file that can be read");
            }
            return file;
        }
    }

    /** A {@link Header}. */
    public static final class ToHeader implements ITypeConverter<Header> {
        @Override
        public Header convert(String word) {
            return read(Header::parse, word);
        }
    }

    /** A {@link Duration} from zero to a day. */
    public static final class ToDuration implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String word) {
            Duration duration = read(Units::duration, word);
            if (duration.compareTo(LONGEST) > 0) {
                throw new TypeConversionException("at most " + Units.text(LONGEST));
            }
            return duration;
        }
    }

    /** A {@link Duration} to wait for the other side: as {@link Limits} has it. */
    public static final class ToTimeout implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String word) {
            Duration duration = new ToDuration().convert(word);
            if (duration.isZero()) {
                throw new TypeConversionException("at least 1ms");
            }
            return duration;
        }
    }

    /** A rate, more than zero. */
    public static final class ToRate implements ITypeConverter<Double> {
        @Override
        public Double convert(String word) {
            double rate = read(Rates::perSecond, word);
            if (rate <= 0 || rate > 1e9) {
                throw new TypeConversionException("more than 0 and at most 1000M/s");
            }
            return rate;
        }
    }

    /** A number of sockets or the like: a whole number from 0 on. */
    public static final class ToNumber implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String word) {
            if (!word.matches("\\d{1,7}")) {
                throw new TypeConversionException("a whole number, 0 to 9999999");
            }
            return Integer.valueOf(word);
        }
    }

    /** A number of bytes that one array can hold, at least 1. */
    public static final class ToMessageSize implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String word) {
            long bytes = read(Units::size, word);
            if (bytes < 1 || bytes > 1 << 30) {
                throw new TypeConversionException("1B to 1GiB");
            }
            return (int) bytes;
        }
    }

    /** A {@link Trust} in the authorities of a file. */
    public static final class ToAuthorities implements ITypeConverter<Trust> {
        @Override
        public Trust convert(String word) {
            return read(file -> new Trust(Trust.authorities(Path.of(file)), false), word);
        }
    }

    /** A host's name, as SNI takes it: no address (RFC 6066, section 3). */
    public static final class ToServerName implements ITypeConverter<String> {
        @Override
        public String convert(String word) {
            if (!word.matches("(?=.{1,253}$)[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*") || word.matches("[0-9.]+")) {
                throw new TypeConversionException("a host name, such as example.org, and no address");
            }
            return word;
        }
    }

    /** The Origin that a browser would send (RFC 6454, section 7). */
    public static final class ToOrigin implements ITypeConverter<Header> {
        @Override
        public Header convert(String word) {
            if (!word.matches("null|[a-z][a-z0-9+.-]*://[\\x21-\\x7e&&[^/?#]]+")) {
                throw new TypeConversionException("scheme and host, such as https://example.org");
            }
            return new Header("Origin", word);
        }
    }

    /** A subprotocol's name: a token (RFC 6455, section 4.1). */
    public static final class ToSubprotocol implements ITypeConverter<String> {
        @Override
        public String convert(String word) {
            if (!word.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+")) {
                throw new TypeConversionException("a name without spaces and separators, such as chat.v1");
            }
            return word;
        }
    }

    /** A path and query of a URL. */
    public static final class ToPath implements ITypeConverter<String> {
        @Override
        public String convert(String word) {
            return read(Target::path, word);
        }
    }

    private static <T> T read(Function<String, T> reader, String word) {
        try {
            return reader.apply(word);
        } catch (IllegalArgumentException wrong) {
            throw new TypeConversionException(wrong.getMessage());
        }
    }
}
