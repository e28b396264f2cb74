// Storm and search; isolation is in isolation.js.

/** How many of the sockets that were cut were back, and when. */
function drawStorm(rounds) {
  const curves = rounds.map(({recoveredAfterNanos: after, recovered, cut}) =>
    [[0, ...after], [0, ...after.map((nanos, i) => (i + 1) / after.length * recovered / cut)]]);
  draw("storm", {
    scales: {x: {time: false, range: (u, min, max) => [0, max || 1]}, y: {range: [0, 1.02]}},
    axes: [xAxis("time since the cut", axisTime), axis("of the sockets that were cut", percent)],
    series: [
      {label: "after", value: (u, v) => time(v)},
      ...rounds.map((round, i) => line(`cut ${i + 1}, ${round.how}`, color(i), percent,
        {paths: uPlot.paths.stepped({align: 1}), spanGaps: true})),
    ],
  }, uPlot.join(curves));
}

function drawSearch({trials, bestRate}) {
  const sorted = [...trials].sort((a, b) => a.rate - b.rate);
  const dots = (label, colorName) => line(label, colorName, time,
    {paths: () => null, points: {show: true, size: 11, fill: () => css(colorName), stroke: () => css(colorName)}});
  const p99 = passed => sorted.map(trial => trial.passed === passed && trial.p99Nanos > 0 ? trial.p99Nanos : null);
  draw("search", {
    scales: {
      x: {time: false, range: (u, min, max) => [0, max * 1.05]},
      y: {distr: 3, range: logRange},
    },
    axes: [xAxis("messages per second, as asked for", count), logAxis("latency", axisTime)],
    series: [
      {label: "rate", value: (u, v) => rate(v)},
      line("p50", "soft", time, {width: 1, dash: [4, 4]}),
      dots("p99, thresholds met", "good"),
      dots("p99, not met", "bad"),
    ],
    hooks: {drawClear: [u => bestRate > 0 && markBest(u, bestRate)]},
  }, [sorted.map(trial => trial.rate), positive(sorted.map(trial => trial.p50Nanos)), p99(true), p99(false)]);
}

function markBest(u, bestRate) {
  const x = u.valToPos(bestRate, "x", true);
  const {left, top, height, width} = u.bbox;
  u.ctx.save();
  u.ctx.strokeStyle = u.ctx.fillStyle = css("good");
  u.ctx.lineWidth = devicePixelRatio;
  u.ctx.beginPath();
  u.ctx.moveTo(x, top);
  u.ctx.lineTo(x, top + height);
  u.ctx.stroke();
  u.ctx.font = 12 * devicePixelRatio + "px sans-serif";
  u.ctx.textBaseline = "top";
  // On the side with more room.
  const isRight = x > left + width / 2;
  u.ctx.textAlign = isRight ? "right" : "left";
  u.ctx.fillText(`best ${rate(bestRate)}`, x + (isRight ? -6 : 6) * devicePixelRatio, top + 4);
  u.ctx.restore();
}
