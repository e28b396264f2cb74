package io.oneport.server.app;

import io.oneport.protocol.Units;
import picocli.CommandLine.ITypeConverter;

/** Reads a size that fits a Java array. */
final class SizeConverter implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
        return Math.toIntExact(Units.size(text));
    }
}
