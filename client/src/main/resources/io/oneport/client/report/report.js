"use strict";
// Draws the plots of report.html with uPlot. All words and tables are in the page already.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const plots = [];

  window.addEventListener("error", event => {
    const banner = document.getElementById("broken");
    banner.textContent = "The plots could not be drawn: " + event.message;
    banner.hidden = false;
  });

  // ---- figures ----

  const digits = value => value >= 99.95 ? value.toFixed(0) : value >= 9.995 ? value.toFixed(1) : value.toFixed(2);
  const short = value => String(Number(digits(value)));

  function time(nanos) {
    if (nanos == null) return "–";
    if (nanos < 1e3) return Math.round(nanos) + "ns";
    if (nanos < 1e6) return short(nanos / 1e3) + "µs";
    return nanos < 1e9 ? short(nanos / 1e6) + "ms" : short(nanos / 1e9) + "s";
  }

  const count = value => value == null ? "–" : Math.round(value).toLocaleString("en");
  const seconds = value => value == null ? "–" : Number(value.toFixed(1)) + "s";
  const percent = value => value == null ? "–" : short(value) + "%";

  /** 1 / (1 - p) as the percentile p: 100 is 99%. */
  function percentile(odds) {
    if (odds == null) return "–";
    return (100 - 100 / odds).toFixed(Math.max(0, Math.ceil(Math.log10(odds) - 1e-9) - 2)) + "%";
  }

  // ---- looks ----

  const css = name => getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();

  const line = (label, color, value, more) =>
    ({label, stroke: () => css(color), width: 2, value: (u, v) => value(v), points: {show: false}, ...more});

  const axis = (label, value, more) => ({
    label, labelSize: 20, labelFont: "12px sans-serif", font: "12px sans-serif", size: 56,
    stroke: () => css("soft"), grid: {stroke: () => css("rule"), width: 1}, ticks: {show: false},
    values: (u, splits) => splits.map(v => v == null ? "" : value(v)), ...more,
  });

  const xAxis = (label, value, more) => axis(label, value, {size: 30, space: 56, ...more});

  /** Zero has no place on a logarithmic scale. */
  const positive = values => values.map(v => v > 0 ? v : null);

  /** Such a range that even figures that are all alike do not lie on its edge. */
  const logRange = (u, min, max) => min == null ? [1e3, 1e9] : [min / 1.5, max * 1.5];

  /** Puts a plot into its place, if the page has one for it. */
  function draw(name, options, values) {
    const place = document.getElementById("plot-" + name);
    if (!place) return;
    const size = () => ({width: place.clientWidth, height: 290});
    const plot = new uPlot({cursor: {y: false}, ...options, ...size()}, values, place);
    const observer = new ResizeObserver(() => {
      if (place.clientWidth !== plot.width) plot.setSize(size());
    });
    observer.observe(place);
    plots.push(plot);
    return () => {
      observer.disconnect();
      plot.destroy();
      plots.splice(plots.indexOf(plot), 1);
    };
  }

  // ---- by percentile ----

  function spectrum(one) {
    const lines = [
      ["corrected", "c1", one.corrected, {}],
      ["uncorrected", "c2", one.uncorrected, {dash: [6, 4]}],
      ["pessimistic", "c3", one.pessimistic, {dash: [2, 3]}],
    ].filter(([, , values]) => values);
    return draw("spectrum", {
      scales: {
        x: {time: false, distr: 3, range: [1, one.odds[one.odds.length - 1]]},
        y: {distr: 3, range: logRange},
      },
      axes: [xAxis("percentile", percentile), axis("latency", time)],
      series: [
        {label: "percentile", value: (u, v) => percentile(v)},
        ...lines.map(([label, color, , more]) => line(label, color, time, more)),
      ],
    }, [one.odds, ...lines.map(([, , values]) => positive(values))]);
  }

  // ---- over time ----

  /** Shades all that is not measuring, and names it. */
  function phases(u) {
    const {left, top, height, width} = u.bbox;
    u.ctx.save();
    u.ctx.beginPath();
    u.ctx.rect(left, top, width, height);
    u.ctx.clip();
    u.ctx.font = 11 * devicePixelRatio + "px sans-serif";
    u.ctx.textBaseline = "top";
    for (const phase of data.time.phases) {
      const from = u.valToPos(phase.from, "x", true);
      const to = u.valToPos(phase.to, "x", true);
      if (phase.name !== "measure") {
        u.ctx.fillStyle = css("shade");
        u.ctx.fillRect(from, top, to - from, height);
      }
      u.ctx.fillStyle = css("soft");
      if (u.ctx.measureText(phase.name).width + 8 < to - Math.max(from, left)) {
        u.ctx.fillText(phase.name, Math.max(from, left) + 4, top + 4);
      }
    }
    u.ctx.restore();
  }

  function overTime(name, lines, y, more) {
    return draw(name, {
      scales: {x: {time: false, range: (u, min, max) => [0, max]}, ...y.scales},
      axes: [xAxis("time since the start", seconds), ...y.axes],
      series: [{label: "at", value: (u, v) => seconds(v)}, ...lines.map(([series]) => series)],
      cursor: {y: false, sync: {key: "time"}},
      hooks: {drawClear: [phases]},
      ...more,
    }, [data.time.at, ...lines.map(([, values]) => values)]);
  }

  const fromZero = (u, min, max) => [0, max > 0 ? max * 1.08 : 1];
  const logTime = {scales: {y: {distr: 3, range: logRange}}, axes: [axis("latency", time)]};

  function latencyOverTime(metric) {
    const one = data.time.metrics.find(other => other.metric === metric);
    return one && overTime("latency-time", [
      [line("p50", "c4", time), positive(one.p50)],
      [line("p99", "c1", time), positive(one.p99)],
      [line("max", "c3", time, {width: 1}), positive(one.max)],
    ], logTime);
  }

  function wholeRun() {
    if (data.time.at.length === 0) return;
    overTime("rate",
      data.time.metrics.map((one, i) => [line(one.metric, "c" + (i % 7 + 1), v => count(v) + "/s"), one.rate]),
      {scales: {y: {range: fromZero}}, axes: [axis("completed per second", count)]});
    overTime("sockets", [
      [line("open sockets", "c1", count), data.time.sockets],
      [line("errors", "c3", count, {scale: "errors"}), data.time.errors],
    ], {
      scales: {y: {range: fromZero}, errors: {range: fromZero}},
      axes: [axis("open sockets", count), axis("errors", count, {scale: "errors", side: 1, grid: {show: false}})],
    });
    overTime("send-lag", [[line("send lag p99", "c1", time), positive(data.time.sendLag)]],
      {...logTime, axes: [axis("send lag", time)]});
    overTime("cpu", [[line("CPU", "c1", percent), data.time.cpu.map(share => share == null ? null : share * 100)]],
      {scales: {y: {range: (u, min, max) => [0, Math.max(100, max)]}}, axes: [axis("of one core", percent)]});
  }

  // ---- experiments ----

  function storm() {
    if (data.storm.length === 0) return;
    const curves = data.storm.map(one => [[0, ...one.after], [0, ...one.percent]]);
    draw("storm", {
      scales: {x: {time: false, range: (u, min, max) => [0, max]}, y: {range: [0, 102]}},
      axes: [xAxis("time since the cut", time), axis("of the sockets that were cut", percent)],
      series: [
        {label: "after", value: (u, v) => time(v)},
        ...data.storm.map((one, i) => line(one.name, "c" + (i % 7 + 1), percent,
          {paths: uPlot.paths.stepped({align: 1}), spanGaps: true})),
      ],
    }, uPlot.join(curves));
  }

  function search() {
    if (data.trials.length === 0) return;
    const trials = [...data.trials].sort((a, b) => a.rate - b.rate);
    const dots = (label, color) => line(label, color, time,
      {paths: () => null, points: {show: true, size: 11, fill: () => css(color), stroke: () => css(color)}});
    const p99 = passed => trials.map(trial => trial.passed === passed && trial.p99Nanos > 0 ? trial.p99Nanos : null);
    draw("search", {
      scales: {
        x: {time: false, range: (u, min, max) => [0, max * 1.05]},
        y: {distr: 3, range: logRange},
      },
      axes: [xAxis("messages per second, as asked for", count), axis("latency", time)],
      series: [
        {label: "rate", value: (u, v) => count(v) + "/s"},
        line("p50", "soft", time, {width: 1, dash: [4, 4]}),
        dots("p99, thresholds held", "good"),
        dots("p99, not", "bad"),
      ],
      hooks: {drawClear: [best]},
    }, [trials.map(trial => trial.rate), positive(trials.map(trial => trial.p50Nanos)), p99(true), p99(false)]);
  }

  /** Marks the best rate. */
  function best(u) {
    if (!(data.bestRate > 0)) return;
    u.ctx.save();
    u.ctx.strokeStyle = u.ctx.fillStyle = css("good");
    u.ctx.lineWidth = devicePixelRatio;
    const x = u.valToPos(data.bestRate, "x", true);
    u.ctx.beginPath();
    u.ctx.moveTo(x, u.bbox.top);
    u.ctx.lineTo(x, u.bbox.top + u.bbox.height);
    u.ctx.stroke();
    u.ctx.font = 12 * devicePixelRatio + "px sans-serif";
    u.ctx.textAlign = "right";
    u.ctx.textBaseline = "top";
    u.ctx.fillText("best " + count(data.bestRate) + "/s", x - 6 * devicePixelRatio, u.bbox.top + 4);
    u.ctx.restore();
  }

  // ---- which metric ----

  let shown = [];

  function show(one) {
    shown.forEach(remove => remove && remove());
    shown = [spectrum(one), latencyOverTime(one.metric)];
  }

  function offer() {
    const picker = document.getElementById("metrics");
    if (!picker) return;
    // What was sent without waiting for its turn is what people come for, so it is shown first.
    const first = data.spectra.find(one => one.uncorrected) || data.spectra[0];
    for (const one of data.spectra) {
      const input = Object.assign(document.createElement("input"),
        {type: "radio", name: "metric", checked: one === first});
      input.addEventListener("change", () => show(one));
      const label = document.createElement("label");
      label.append(input, Object.assign(document.createElement("span"), {textContent: one.metric}));
      picker.append(label);
    }
    show(first);
  }

  offer();
  wholeRun();
  storm();
  search();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => plots.forEach(plot => plot.redraw()));
  document.documentElement.dataset.rendered = "true";
})();
