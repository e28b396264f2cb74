// Reads HdrHistogram's compressed form, V2: base64 of a header, and of a zlib stream of header and counts.
// See AbstractHistogram.encodeIntoCompressedByteBuffer and ZigZagEncoding of HdrHistogram.

const COMPRESSED_HEADER_BYTES = 8;
const HEADER_BYTES = 40;

/** Returns [value, count] for each value that was counted, in ascending order; the value is the largest of its slot. */
async function countsOf(hdr) {
  const bytes = Uint8Array.from(atob(hdr), char => char.charCodeAt(0)).subarray(COMPRESSED_HEADER_BYTES);
  const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  const view = new DataView(await new Response(unpacked).arrayBuffer());
  const end = HEADER_BYTES + view.getInt32(4);
  const precision = view.getInt32(12);
  const unit = 2 ** Math.floor(Math.log2(Number(view.getBigInt64(16))));
  const half = 2 ** Math.ceil(Math.log2(2 * 10 ** precision)) / 2;
  let at = HEADER_BYTES;

  /** A signed whole number, seven bits to a byte, the lowest first; odd ones are negative. */
  function next() {
    let value = 0;
    let byte;
    for (let scale = 1; scale === 1 || byte & 0x80; scale *= 0x80) {
      byte = view.getUint8(at++);
      value += (byte & 0x7f) * scale;
    }
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  const counts = [];
  for (let slot = 0; at < end;) {
    const counted = next();
    if (counted < 0) {
      // So many empty slots.
      slot -= counted;
    } else {
      const power = Math.max(0, Math.floor(slot / half) - 1);
      const size = unit * 2 ** power;
      if (counted > 0) counts.push([(slot - power * half + 1) * size - 1, counted]);
      slot++;
    }
  }
  return counts;
}

const POINTS_PER_DECADE = 20;

/** The percentiles of a spectrum as 1 / (1 - p), evenly spaced on its axis, up to the largest of so many values. */
function oddsUpTo(total) {
  const last = Math.max(10, total);
  const odds = [];
  for (let i = 0; 10 ** (i / POINTS_PER_DECADE) < last; i++) odds.push(10 ** (i / POINTS_PER_DECADE));
  return [...odds, last];
}

/** The value below which each of the percentiles lies; they are ascending. */
function valuesAt(counts, odds) {
  const total = counts.reduce((sum, [, counted]) => sum + counted, 0);
  let slot = 0;
  let passed = counts[0][1];
  return odds.map(odd => {
    // A rounding error must not ask for one more.
    const wanted = Math.ceil(total - total / odd - 1e-6);
    while (passed < wanted) passed += counts[++slot][1];
    return counts[slot][0];
  });
}
