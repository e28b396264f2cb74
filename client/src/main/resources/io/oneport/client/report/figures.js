// Figures as people read them: three digits, a unit, thousands apart. What could not be measured is null.

const NONE = "–";

const decimals = [0, 1, 2, 3].map(places =>
  new Intl.NumberFormat("en", {minimumFractionDigits: places, maximumFractionDigits: places}));
const axisDigits = new Intl.NumberFormat("en", {maximumSignificantDigits: 3});

function digits(value) {
  const size = Math.abs(value);
  return decimals[size < 9.995 ? 2 : size < 99.95 ? 1 : 0].format(value);
}

/** Such as 850ns, 12.3µs, 1.40ms or 2.01s. */
function time(nanos, form = digits) {
  if (nanos == null) return NONE;
  const size = Math.abs(nanos);
  if (size === 0) return "0";
  if (size < 999.5) return count(nanos) + "ns";
  if (size < 999.5e3) return form(nanos / 1e3) + "µs";
  return size < 999.5e6 ? form(nanos / 1e6) + "ms" : form(nanos / 1e9) + "s";
}

/** As time, without zeros at the end: 10ms, not 10.0ms. */
const axisTime = nanos => time(nanos, axisDigits.format);

/** A difference of times, with its sign. */
const shift = nanos => (nanos > 0 ? "+" : "") + time(nanos);
const axisShift = nanos => (nanos > 0 ? "+" : "") + axisTime(nanos);

const count = value => value == null ? NONE : decimals[0].format(value);
/** So many of something, such as 1 trial or 1,234 trials. */
const counted = (value, thing) => `${count(value)} ${thing}${value === 1 ? "" : "s"}`;
const seconds = value => value == null ? NONE : decimals[1].format(value) + "s";
const axisSeconds = value => axisDigits.format(value) + "s";
const rate = value => value == null ? NONE : (Number.isInteger(value) ? count(value) : digits(value)) + "/s";

/** As count, but three digits and k or M from 10,000 on, such as 28.2k. */
function roundCount(value) {
  if (value < 1e4) return count(value);
  return value < 999_500 ? digits(value / 1e3) + "k" : digits(value / 1e6) + "M";
}

/** A share, 0 to 1, as 41% or 2.5%. */
function percent(share) {
  if (share == null) return NONE;
  return decimals[share !== 0 && Math.abs(share) < 0.1 ? 1 : 0].format(share * 100) + "%";
}

/** The percentile p, given as 1 / (1 - p): 10 is 90%, 100 is 99%. */
function percentile(odds) {
  if (odds == null) return NONE;
  return (100 - 100 / odds).toFixed(Math.max(0, Math.ceil(Math.log10(odds) - 1e-9) - 2)) + "%";
}

/** Never 0.000: a p value is not zero. */
function probability(p) {
  if (p == null) return NONE;
  return p < 0.001 ? "<0.001" : decimals[3].format(p);
}

/** A quantile of a histogram, such as quantile(times, "p99Nanos"). */
const quantile = (histogram, name) => histogram.count === 0 ? NONE : time(histogram[name]);
