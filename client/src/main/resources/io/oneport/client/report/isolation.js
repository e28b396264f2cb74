// The isolation experiment as SVG. One row for each probe: the interval of its shift against the margin, and a dot for each
// batch. Beneath, each batch as a line from calm moments to upgrades.

const SHIFTS = {least: 340, most: 900, left: 80, rightMargin: 40, top: 34, row: 46, perTick: 130};
const PANEL = {width: 210, height: 190, calm: 70, upgrade: 180};

/** Pairs further out than this many times everything else are drawn at the edge, so that they do not flatten the rest. */
const MOST_STRETCH = 3;

const clamp = (value, least, most) => Math.max(least, Math.min(most, value));

const svgLine = (cssClass, x1, y1, x2, y2) => drawing("line", {class: cssClass, x1, y1, x2, y2});
const svgText = (anchor, x, y, text) => drawing("text", {"text-anchor": anchor, x, y}, text);
const svgDot = (cssClass, cx, cy, r, ...children) => drawing("circle", {class: cssClass, cx, cy, r}, ...children);

const picture = (width, height, label, ...children) =>
  drawing("svg", {viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": label}, ...children);

/** The 90th percentiles of each batch that has both, in nanoseconds: [near other moments, near upgrades]. */
function pairsOf(isolation, {probe}) {
  return isolation.batches
    .map(batch => batch.probes[probe])
    .filter(sides => sides != null)
    .map(({calmP90Nanos, nearP90Nanos}) => [calmP90Nanos, nearP90Nanos]);
}

/** A linear scale of nanoseconds with room at both ends; a missing value lies at the right end. */
function shiftScale({marginNanos, comparisons}, pairs, width) {
  const fixed = comparisons
    .flatMap(one => [one.lowNanos, one.highNanos])
    .filter(nanos => nanos != null);
  const widest = MOST_STRETCH * Math.max(marginNanos, ...fixed.map(Math.abs));
  const all = [0, marginNanos, ...fixed, ...pairs.flat().map(([calm, near]) => near - calm)]
    .map(nanos => clamp(nanos, -widest, widest));
  const room = Math.max(1, Math.max(...all) - Math.min(...all)) * 0.06;
  const from = Math.min(...all) - room;
  const to = Math.max(...all) + room;
  const left = SHIFTS.left;
  const right = width - SHIFTS.rightMargin;
  const x = nanos => nanos == null ? right : clamp(left + (nanos - from) / (to - from) * (right - left), left, right);
  return {from, to, x};
}

/** Round figures, about so many. */
function shiftTicks({from, to}, about) {
  const rough = (to - from) / about;
  const magnitude = 10 ** Math.floor(Math.log10(rough));
  const step = magnitude * (rough / magnitude < 2 ? 2 : rough / magnitude < 5 ? 5 : 10);
  const first = Math.ceil(from / step);
  return Array.from({length: Math.floor(to / step) - first + 1}, (_, i) => (first + i) * step);
}

function shiftPicture(isolation, pairs, width) {
  const {top, row, left, perTick} = SHIFTS;
  const scale = shiftScale(isolation, pairs, width);
  const bottom = top + row * isolation.comparisons.length;
  const margin = scale.x(isolation.marginNanos);
  return picture(width, bottom + 30, "Shift of each probe against the margin",
    ...shiftTicks(scale, width / perTick).flatMap(tick => [
      svgLine("grid", scale.x(tick), top, scale.x(tick), bottom),
      svgText("middle", scale.x(tick), bottom + 18, axisShift(tick)),
    ]),
    svgLine("zero", scale.x(0), top, scale.x(0), bottom),
    svgLine("margin", margin, top - 8, margin, bottom),
    svgText("middle", margin, top - 14, "margin " + axisTime(isolation.marginNanos)),
    ...isolation.comparisons.flatMap((one, i) => {
      const y = top + row * (i + 0.5);
      return [
        ...pairs[i].map(([calm, near]) => svgDot("pair", scale.x(near - calm), y + 10, 3)),
        svgLine("interval " + one.outcome.toLowerCase(), scale.x(one.lowNanos), y, scale.x(one.highNanos), y),
        svgDot("estimate", scale.x(one.shiftNanos), y, 5, drawing("title", {}, one.sentence)),
        svgText("end", left - 12, y + 5, `${one.probe} p90`),
      ];
    }));
}

/** Calm on the left, upgrades on the right, time upwards (logarithmic). */
function pairPicture({probe}, pairs) {
  const {width, height, calm, upgrade} = PANEL;
  const all = pairs.flat().map(nanos => Math.log(Math.max(1, nanos)));
  const least = all.length === 0 ? 0 : Math.min(...all);
  const most = all.length === 0 ? 0 : Math.max(...all);
  // At least a factor of two, so that noise does not look large.
  const span = Math.max(Math.LN2, most - least);
  const middle = (least + most) / 2;
  const y = nanos => 98 - (Math.log(Math.max(1, nanos)) - middle) / span * 120;
  const name = `${probe} p90`;
  return picture(width, height, name,
    svgText("middle", width / 2, 16, name),
    ...pairs.flatMap(([before, during]) => [
      svgLine("slope", calm, y(before), upgrade, y(during)),
      svgDot("pair", calm, y(before), 3),
      svgDot("pair", upgrade, y(during), 3),
    ]),
    ...[-0.5, 0, 0.5].map(share => Math.exp(middle + share * span))
      .map(nanos => svgText("end", calm - 12, y(nanos) + 4, time(nanos))),
    svgText("middle", calm, height - 6, "calm"),
    svgText("middle", upgrade, height - 6, "upgrade"));
}

function drawIsolation(isolation) {
  const pairs = isolation.comparisons.map(one => pairsOf(isolation, one));
  const place = byId("shifts");
  // About as wide as its place, so that a phone does not shrink its text.
  place.append(shiftPicture(isolation, pairs, clamp(place.clientWidth, SHIFTS.least, SHIFTS.most)));
  byId("pairs").append(...isolation.comparisons.map((one, i) => pairPicture(one, pairs[i])));
}
