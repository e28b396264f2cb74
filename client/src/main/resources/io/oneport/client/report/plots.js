// What all plots have in common; uPlot draws them.

const plots = [];

const css = name => getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();

const color = i => "c" + (i % 7 + 1);

const line = (label, colorName, value, more) =>
  ({label: visible(label), stroke: () => css(colorName), width: 2, value: (u, v) => value(v), points: {show: false}, ...more});

const axis = (label, value, more) => ({
  label, labelSize: 20, labelFont: "12px sans-serif", font: "12px sans-serif", size: 56,
  stroke: () => css("soft"), grid: {stroke: () => css("rule"), width: 1}, ticks: {show: false},
  values: (u, splits) => splits.map(v => v == null ? "" : value(v)), ...more,
});

const xAxis = (label, value, more) => axis(label, value, {size: 30, space: 56, ...more});

/** Zero has no place on a logarithmic scale. */
const positive = values => values.map(v => v > 0 ? v : null);

/** A range in which even figures that are all alike do not lie on its edge. */
const logRange = (u, min, max) => min == null ? [1e3, 1e9] : [min / 1.5, max * 1.5];

const fromZero = (u, min, max) => [0, max > 0 ? max * 1.08 : 1];

/** Round figures for a logarithmic axis: only powers of ten where there are many of those. */
function logSplits(u, axis, min, max) {
  const steps = Math.log10(max / min) > 2.5 ? [1] : [1, 2, 5];
  const splits = [];
  for (let decade = 10 ** Math.floor(Math.log10(min)); decade <= max; decade *= 10) {
    splits.push(...steps.map(step => step * decade).filter(v => v >= min && v <= max));
  }
  return splits;
}

const logAxis = (label, value) => axis(label, value, {splits: logSplits, filter: (u, splits) => splits});

/** One figure is no line: it is drawn as a point. */
function withPoints(series, [, ...lines]) {
  const few = lines.map(values => values.filter(v => v != null).length < 2);
  return series.map((one, i) => i > 0 && few[i - 1] ? {...one, points: {...one.points, show: true, size: one.points?.size ?? 9}} : one);
}

/** Puts a plot into its place; returns what takes it away again. */
function draw(name, given, values) {
  const options = {...given, series: withPoints(given.series, values)};
  const place = byId("plot-" + name);
  const size = () => ({width: place.clientWidth, height: 290});
  const plot = new uPlot({cursor: {y: false}, ...options, ...size()}, values, place);
  // Without a pointer on the plot its legend has the last figure of each line, in place of dashes.
  const last = lastOf(values);
  const rest = u => u.cursor.idx == null && last >= 0 && u.setLegend({idx: last, idxs: values.map(() => last)}, false);
  (plot.hooks.setCursor ??= []).push(rest);
  rest(plot);
  plot.root.querySelector(".u-legend")?.classList.add("live");
  const observer = new ResizeObserver(() => {
    // In a frame of its own: a change of sizes within the callback would be reported as an error.
    requestAnimationFrame(() => {
      if (place.clientWidth > 0 && place.clientWidth !== plot.width) plot.setSize(size());
    });
  });
  observer.observe(place);
  plots.push(plot);
  return () => {
    observer.disconnect();
    plot.destroy();
    plots.splice(plots.indexOf(plot), 1);
  };
}

/** The last place at which most lines have a figure; -1 if there is none. */
function lastOf([, ...lines]) {
  for (let i = (lines[0]?.length ?? 0) - 1; i >= 0; i--) {
    if (lines.filter(line => line[i] != null).length * 2 >= lines.length) return i;
  }
  return -1;
}

function redrawAll() {
  plots.forEach(plot => plot.redraw());
}

/** Colours are those of the style sheet, which differ in the dark and on paper. */
function redrawInOtherColors() {
  for (const media of ["(prefers-color-scheme: dark)", "print"]) {
    matchMedia(media).addEventListener("change", redrawAll);
  }
}

// ---- by percentile ----

/** 0%, 50% if there is room for it, 90%, 99%, and so on. */
function percentileSplits(u, axis, min, max) {
  const splits = u.bbox.width / devicePixelRatio / Math.log10(max) > 60 ? [1, 2] : [1];
  for (let odds = 10; odds <= max; odds *= 10) splits.push(odds);
  return splits;
}

/** The spectrum of one metric, its histograms unpacked; the widest of them sets the axis. */
async function spectrumOf({metric, corrected, uncorrected, pessimistic}) {
  const odds = oddsUpTo((pessimistic ?? corrected).count);
  const values = async times => times?.count > 0 ? valuesAt(await countsOf(times.hdr), odds) : null;
  // The last is on top.
  const lines = [
    {label: "pessimistic", colorName: "c3", more: {dash: [2, 3]}, values: await values(pessimistic)},
    {label: "uncorrected", colorName: "c2", more: {dash: [6, 4]}, values: await values(uncorrected)},
    {label: "corrected", colorName: "c1", more: {}, values: await values(corrected)},
  ];
  return {metric, odds, lines: lines.filter(one => one.values)};
}

function drawSpectrum({odds, lines}) {
  return draw("spectrum", {
    scales: {
      x: {time: false, distr: 3, range: [1, odds.at(-1)]},
      y: {distr: 3, range: logRange},
    },
    axes: [
      xAxis("percentile", percentile, {splits: percentileSplits, filter: (u, splits) => splits}),
      logAxis("latency", axisTime),
    ],
    series: [
      {label: "percentile", value: (u, v) => percentile(v)},
      ...lines.map(one => line(one.label, one.colorName, time, one.more)),
    ],
  }, [odds, ...lines.map(one => positive(one.values))]);
}
