package io.oneport.client.wire;

import io.netty.buffer.ByteBuf;
import io.netty.util.ByteProcessor;
import java.util.Arrays;

/**
 * Finds the events in an event stream, however it is cut (WHATWG HTML, section 9.2.6). Only their data is of use here:
 * ids, names and comments are passed over. One stream; one loop.
 */
final class EventStreamParser implements ByteProcessor {
    private static final byte[] DATA = {'d', 'a', 't', 'a'};
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

    private final int maxBytes;
    private final WireListener listener;
    private byte[] line = new byte[0];
    private int lineLength;
    private byte[] data = new byte[0];
    private int dataLength;
    private boolean hasData;
    private boolean afterCarriageReturn;
    private boolean firstLine = true;
    private boolean tooLong;

    EventStreamParser(int maxBytes, WireListener listener) {
        this.maxBytes = maxBytes;
        this.listener = listener;
    }

    /** Reads all of it; false if a line or an event is longer than it may be. */
    boolean read(ByteBuf in) {
        in.forEachByte(this);
        return !tooLong;
    }

    @Override
    public boolean process(byte value) {
        if (value == '\n' && afterCarriageReturn) {
            afterCarriageReturn = false;
        } else if (value == '\n' || value == '\r') {
            afterCarriageReturn = value == '\r';
            endLine();
        } else {
            afterCarriageReturn = false;
            if (lineLength == maxBytes) {
                tooLong = true;
            } else {
                line = roomFor(line, lineLength + 1);
                line[lineLength++] = value;
            }
        }
        return !tooLong;
    }

    private void endLine() {
        if (firstLine) {
            firstLine = false;
            dropByteOrderMark();
        }
        if (lineLength == 0) {
            if (hasData) {
                listener.message(data, dataLength, true);
            }
            hasData = false;
            dataLength = 0;
        } else if (isData()) {
            int from = lineLength == DATA.length ? lineLength : DATA.length + 1;
            if (from < lineLength && line[from] == ' ') {
                from++;
            }
            addData(from);
        }
        lineLength = 0;
    }

    /** It may stand at the beginning of a stream, and means nothing. */
    private void dropByteOrderMark() {
        int mark = BYTE_ORDER_MARK.length;
        if (lineLength >= mark && Arrays.equals(line, 0, mark, BYTE_ORDER_MARK, 0, mark)) {
            lineLength -= mark;
            System.arraycopy(line, mark, line, 0, lineLength);
        }
    }

    private boolean isData() {
        return lineLength >= DATA.length
                && Arrays.equals(line, 0, DATA.length, DATA, 0, DATA.length)
                && (lineLength == DATA.length || line[DATA.length] == ':');
    }

    private void addData(int from) {
        int length = lineLength - from;
        if (dataLength + 1 + length > maxBytes) {
            tooLong = true;
            return;
        }
        data = roomFor(data, dataLength + 1 + length);
        if (hasData) {
            data[dataLength++] = '\n';
        }
        System.arraycopy(line, from, data, dataLength, length);
        dataLength += length;
        hasData = true;
    }

    private static byte[] roomFor(byte[] bytes, int length) {
        return length <= bytes.length ? bytes : Arrays.copyOf(bytes, Math.max(length, 2 * bytes.length));
    }
}
