package io.oneport.client.run;

import io.oneport.protocol.Units;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * How long messages are.
 *
 * @param min the shortest in bytes, and {@code max} the longest
 */
record SizeRange(int min, int max) {
    static final int MOST = 16 << 20;

    private static final String FORM =
            "a size with its unit, or two with .. between them, 1B to 16MiB, such as 128B or 16B..64KiB";

    @Override
    public String toString() {
        return min == max ? Units.sizeText(min) : Units.sizeText(min) + ".." + Units.sizeText(max);
    }

    /** Reads {@code 128B} or {@code 16B..64KiB}. */
    static final class ToSizeRange implements ITypeConverter<SizeRange> {
        @Override
        public SizeRange convert(String word) {
            String[] ends = word.split("\\.\\.", -1);
            if (ends.length > 2) {
                throw new TypeConversionException(FORM);
            }
            int min = size(ends[0]);
            int max = size(ends[ends.length - 1]);
            if (min > max) {
                throw new TypeConversionException(FORM);
            }
            return new SizeRange(min, max);
        }

        private static int size(String word) {
            long bytes;
            try {
                bytes = Units.size(word);
            } catch (IllegalArgumentException wrong) {
                throw new TypeConversionException(FORM);
            }
            if (bytes < 1 || bytes > MOST) {
                throw new TypeConversionException(FORM);
            }
            return (int) bytes;
        }
    }
}
