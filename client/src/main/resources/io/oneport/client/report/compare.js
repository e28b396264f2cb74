// Draws two results over each other: A and B.

window.addEventListener("error", event => String(event.message).startsWith("ResizeObserver loop") || complain(event.message));
window.addEventListener("unhandledrejection", event => complain(event.reason));

function complain(why) {
  const banner = byId("broken");
  banner.textContent = visible("Parts of this page could not be drawn: " + why);
  banner.hidden = false;
}

const {names, results, differences} = JSON.parse(byId("result").textContent);
const LETTERS = ["A", "B"];
const LINES = [{colorName: "c1", more: {}}, {colorName: "c2", more: {dash: [6, 4]}}];

function drawSides() {
  document.title = visible(`${results[0].command}: ${names[0]} and ${names[1]}`);
  byId("command").textContent = visible(results[0].command);
  byId("sides").append(...results.map((one, i) => {
    const [word, look] = badgeOf(one);
    return element("article", "", element("h2", "", `${LETTERS[i]}: ${names[i]}`),
      element("p", "badges", badge(look, `${word} · exit code ${one.exitCode}`), badge(one.validity.verdict, one.validity.verdict)),
      element("p", "answer", answerOf(one)),
      element("p", "facts", `${one.target} · ${facts(one)}`),
      element("p", "facts", health(one.validity)));
  }));
}

const metrics = results[0].latencies.map(one => one.metric)
  .filter(metric => results.every(one => of(one, metric)?.corrected.count > 0));

function of(one, metric) {
  return one.latencies.find(other => other.metric === metric);
}

/** A row for each figure of each metric that both have. */
function drawFigures() {
  const rows = [];
  for (const metric of metrics) {
    const both = results.map(one => of(one, metric));
    const row = (name, values, text) => rows.push([metric, name, ...values.map(value => text(value)), change(values),
      differences[`${metric}.${name}`] ?? ""]);
    row("rate", both.map(one => one.perSecond), rate);
    for (const [name, field] of [["mean", "meanNanos"], ["p50", "p50Nanos"], ["p90", "p90Nanos"], ["p99", "p99Nanos"],
      ["p99.9", "p999Nanos"], ["max", "maxNanos"]]) {
      row(name, both.map(one => one.corrected[field]), time);
    }
  }
  table(byId("figures").querySelector(".wide"),
    [words("metric"), words(""), figures("A"), figures("B"), figures("change"), words("difference")], rows);
}

function change([before, after]) {
  if (!(before > 0)) return NONE;
  const share = (after - before) / before * 100;
  return `${share > 0 ? "+" : ""}${share.toFixed(Math.abs(share) < 10 ? 1 : 0)}%`;
}

function drawConfiguration() {
  const all = [...new Set(results.flatMap(one => Object.keys(one.settings)))];
  const rows = all.map(name => [name, ...results.map(one => one.settings[name] ?? NONE)])
    .filter(([, a, b]) => a !== b);
  if (rows.length === 0) byId("configuration").remove();
  else table(byId("configuration").querySelector(".wide"), [words("setting"), words("A"), words("B")], rows);
}

async function spectraOf(metric) {
  const both = results.map(one => of(one, metric).corrected);
  const odds = oddsUpTo(Math.max(...both.map(one => one.count)));
  const values = await Promise.all(both.map(async one => valuesAt(await countsOf(one.hdr), odds)));
  return {metric, odds, lines: values.map((one, i) => ({label: LETTERS[i], values: one, ...LINES[i]}))};
}

/** The 99th percentile of both over time, each from its own start. */
function drawBothOverTime(metric) {
  const runs = results.map(one => overTime(one.series, one.latencies, []));
  const found = runs.map(run => run.metrics.find(one => one.metric === metric));
  if (found.some(one => !one)) return undefined;
  const joined = uPlot.join(runs.map((run, i) => [run.at, positive(found[i].p99)]));
  return draw("latency-time", {
    scales: {x: {time: false, range: (u, min, max) => [0, max]}, y: {distr: 3, range: logRange}},
    axes: [xAxis("time since the start", axisSeconds), logAxis("p99", axisTime)],
    series: [{label: "at", value: (u, v) => seconds(v)},
      ...LETTERS.map((letter, i) => line(letter + " p99", LINES[i].colorName, time, {...LINES[i].more, spanGaps: true}))],
  }, joined);
}

async function drawBoth() {
  if (metrics.length === 0) {
    byId("latency").remove();
    byId("figures").remove();
    return;
  }
  const spectra = await Promise.all(metrics.map(spectraOf));
  let shown = [];
  const show = one => {
    shown.forEach(remove => remove?.());
    shown = [drawSpectrum(one), drawBothOverTime(one.metric)];
  };
  const first = spectra.find(({metric}) => of(results[0], metric).uncorrected != null) ?? spectra[0];
  byId("metrics").append(...spectra.map(one => {
    const input = Object.assign(document.createElement("input"), {type: "radio", name: "metric", checked: one === first});
    input.addEventListener("change", () => show(one));
    return element("label", "", input, element("span", "", one.metric));
  }));
  show(first);
  redrawInOtherColors();
}

drawSides();
drawFigures();
drawConfiguration();
await drawBoth();
document.documentElement.dataset.drawn = "true";
