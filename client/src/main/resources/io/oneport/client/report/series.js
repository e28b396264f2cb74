// The run over time.

/** What the plots over time show, one value for each sample. */
function overTime(series, latencies, marks) {
  const samples = series.samples;
  const length = i => samples[i].atSeconds - (i === 0 ? 0 : samples[i - 1].atSeconds);
  // A rate, or a share of a core, over the few moments after the last message says nothing; and nothing is due in the drain.
  const isLong = samples.map((sample, i) => length(i) > series.intervalSeconds / 2 && sample.phase !== "drain");
  const points = (metric, value) => samples.map(sample => sample.points[metric]?.[value]);
  return {
    at: samples.map(sample => sample.atSeconds),
    phases: phasesOf(samples),
    marks,
    metrics: latencies
      .map(one => one.metric)
      .filter(metric => samples.some(sample => sample.points[metric]?.count > 0))
      .map(metric => ({
        metric,
        rate: samples.map((sample, i) => isLong[i] ? (sample.points[metric]?.count ?? 0) / length(i) : null),
        p50: points(metric, "p50Nanos"),
        p99: points(metric, "p99Nanos"),
        max: points(metric, "maxNanos"),
      })),
    sockets: samples.map(sample => sample.openSockets),
    // The few moments after the last whole sample are no dive to zero.
    errors: samples.map((sample, i) => i > 0 && !isLong[i] && sample.errors === 0 ? null : sample.errors),
    sendLag: samples.map(sample => sample.sendLagNanos),
    cpu: samples.map((sample, i) => isLong[i] ? sample.cpu : null),
  };
}

function phasesOf(samples) {
  const phases = [];
  let from = 0;
  samples.forEach((sample, i) => {
    if (sample.phase !== samples[i + 1]?.phase) {
      phases.push({name: sample.phase, from, to: sample.atSeconds});
      from = sample.atSeconds;
    }
  });
  return phases;
}

/** Shades all that is not measuring, and names it. */
function drawPhases(u, phases) {
  const {left, top, height, width} = u.bbox;
  u.ctx.save();
  u.ctx.beginPath();
  u.ctx.rect(left, top, width, height);
  u.ctx.clip();
  u.ctx.font = 11 * devicePixelRatio + "px sans-serif";
  u.ctx.textBaseline = "top";
  for (const phase of phases) {
    const from = u.valToPos(phase.from, "x", true);
    const to = u.valToPos(phase.to, "x", true);
    if (phase.name !== "measure") {
      u.ctx.fillStyle = css("shade");
      u.ctx.fillRect(from, top, to - from, height);
    }
    u.ctx.fillStyle = css("soft");
    if (u.ctx.measureText(phase.name).width + 4 <= to - Math.max(from, left)) {
      u.ctx.fillText(phase.name, Math.max(from, left) + 3, top + 4);
    }
  }
  u.ctx.restore();
}

/** Where the client itself stood still: what is seen there may be its own. */
function drawMarks(u, marks) {
  const {left, top, height, width} = u.bbox;
  u.ctx.save();
  for (const {atSeconds, kind, nanos} of marks) {
    const x = u.valToPos(atSeconds, "x", true);
    if (x < left || x > left + width) continue;
    u.ctx.fillStyle = css(kind === "gc" ? "c7" : "bad");
    // Longer ones are higher: 1 ms is short, 1 s is all of the mark.
    const size = (4 + 10 * Math.min(1, Math.max(0, Math.log10(nanos / 1e6)) / 3)) * devicePixelRatio;
    u.ctx.fillRect(x - devicePixelRatio, top + height - size, 2 * devicePixelRatio, size);
  }
  u.ctx.restore();
}

function drawOverTime(name, run, lines, y) {
  return draw(name, {
    // With a single sample there is room after it.
    scales: {x: {time: false, range: (u, min, max) => [0, run.at.length > 1 ? max : 2 * max]}, ...y.scales},
    axes: [xAxis("time since the start", axisSeconds), ...y.axes],
    series: [{label: "at", value: (u, v) => seconds(v)}, ...lines.map(([one]) => one)],
    cursor: {y: false, sync: {key: "time"}},
    hooks: {drawClear: [u => drawPhases(u, run.phases)], draw: [u => drawMarks(u, run.marks)]},
  }, [run.at, ...lines.map(([, values]) => values)]);
}

const logTime = label => ({scales: {y: {distr: 3, range: logRange}}, axes: [logAxis(label, axisTime)]});

/** Returns what takes it away again; nothing if nothing was completed. */
function drawLatencyOverTime(run, metric) {
  const one = run.metrics.find(other => other.metric === metric);
  return one && drawOverTime("latency-time", run, [
    [line("p50", "c4", time), positive(one.p50)],
    [line("p99", "c1", time), positive(one.p99)],
    [line("max", "c3", time, {width: 1}), positive(one.max)],
  ], logTime("latency"));
}

function drawRateAndSockets(run) {
  drawOverTime("rate", run, run.metrics.map((one, i) => [line(one.metric, color(i), rate), one.rate]),
    {scales: {y: {range: fromZero}}, axes: [axis("completed per second", count)]});
  drawOverTime("sockets", run, [
    [line("open sockets", "c1", count), run.sockets],
    [line("errors", "c3", count, {scale: "errors"}), run.errors],
  ], {
    scales: {y: {range: fromZero}, errors: {range: (u, min, max) => [0, Math.max(10, max * 1.08)]}},
    axes: [axis("open sockets", count), axis("errors", count, {scale: "errors", side: 1, grid: {show: false}})],
  });
}

function drawClient(run) {
  drawOverTime("send-lag", run, [[line("send lag p99", "c1", time), positive(run.sendLag)]], logTime("send lag"));
  drawOverTime("cpu", run, [[line("CPU", "c1", percent), run.cpu]],
    {scales: {y: {range: (u, min, max) => [0, Math.max(1, max)]}}, axes: [axis("of one core", percent)]});
}
