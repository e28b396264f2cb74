// The parts of a result as rows under headings.

const MOST_FAILURES = 10;
const MOST_WORST = 5;

/** A gap between corrected and uncorrected is shown if it exceeds this, and a tenth of the figure. */
const NOTABLE_NANOS = 100_000;

const QUANTILES = ["p50Nanos", "p99Nanos", "p999Nanos", "maxNanos"];
const COLUMNS = ["meanNanos", "p50Nanos", "p75Nanos", "p90Nanos", "p99Nanos", "p999Nanos", "p9999Nanos", "maxNanos"];

/** Whether the uncorrected figures alone would mislead. */
function gapIsNotable({corrected, uncorrected}) {
  return corrected.count > 0 && uncorrected?.count > 0 && QUANTILES.some(name =>
    corrected[name] - uncorrected[name] > Math.max(NOTABLE_NANOS, corrected[name] / 10));
}

/** One row for each metric; below it the uncorrected and pessimistic figures, where they differ notably. */
function phaseTable(place, latencies) {
  const row = (name, times, perSecond) =>
    [name, count(times.count), perSecond, ...QUANTILES.map(quantileName => quantile(times, quantileName))];
  const rows = [];
  for (const one of latencies) {
    rows.push(row(one.metric, one.corrected, one.corrected.count === 0 ? NONE : rate(one.perSecond)));
    if (gapIsNotable(one)) rows.push(row("  uncorrected", one.uncorrected, ""));
    if (one.pessimistic) rows.push(row("  pessimistic", one.pessimistic, ""));
  }
  table(place, [words("phase"), ...["count", "rate", "p50", "p99", "p99.9", "max"].map(figures)], rows);
}

/** More figures of the corrected latencies. */
function percentileTable(place, latencies) {
  table(place, [words("metric"), ...["mean", "p50", "p75", "p90", "p99", "p99.9", "p99.99", "max"].map(figures)],
    latencies.map(({metric, corrected}) => [metric, ...COLUMNS.map(column => quantile(corrected, column))]));
}

const accounted = one => one.done + one.failed + one.timedOut + one.unsent + one.inFlight;
const isComplete = one => one.scheduled === accounted(one);

function accountingTable(place, books) {
  const columns = ["scheduled", "= done", "+ failed", "+ timed out", "+ unsent", "+ in flight"];
  table(place, [words("accounting"), ...columns.map(figures), words("")], books.map(one => [
    one.name,
    ...[one.scheduled, one.done, one.failed, one.timedOut, one.unsent, one.inFlight].map(count),
    isComplete(one) ? "complete" : `${count(one.scheduled - accounted(one))} UNACCOUNTED FOR`,
  ]));
}

function failureTable(place, failures) {
  table(place, [figures("count"), figures("first at"), words("source"), words("what"), words("first example")],
    failures.slice(0, MOST_FAILURES).map(one =>
      [count(one.count), seconds(one.firstSeconds), one.source, one.what, one.example]));
}

function worstTable(place, sockets) {
  table(place, [...["longest", "at", "done", "failed"].map(figures), words("speaks"), words("five-tuple")],
    sockets.slice(0, MOST_WORST).map(one => [
      time(one.worstNanos), seconds(one.worstAtSeconds), count(one.done), count(one.failed), one.speaks, one.fiveTuple,
    ]));
}

function hostileTable(place, groups) {
  table(place, [words("hostile"), figures("sockets"), words("what the server did")], groups.map(group => [
    group.kind,
    count(group.sockets),
    join(Object.entries(group.outcomes).map(([what, often]) => `${what} ${count(often)}`)),
  ]));
}

function isolationTable(place, comparisons) {
  const columns = ["usual", "slow", "near upgrades", "difference", "99.7% interval", "p90", "near upgrades"];
  table(place, [words("probe"), ...columns.map(figures), words("verdict")], comparisons.map(one => [
    one.probe,
    time(one.usualNanos),
    percent(one.calmSlow),
    percent(one.nearSlow),
    percent(one.excess),
    `${percent(one.excessLow)} … ${percent(one.excessHigh)}`,
    time(one.calmP90Nanos),
    time(one.nearP90Nanos),
    one.outcome,
  ]));
}

function stormTable(place, rounds) {
  const columns = ["at", "cut", "recovered", "50% after", "99% after", "100% after"];
  table(place, [words("storm"), ...columns.map(figures)], rounds.map(round => [
    round.how,
    seconds(round.atSeconds),
    count(round.cut),
    count(round.recovered),
    ...[round.half, round.most, round.all].map(nanos => time(nanos)),
  ]));
}

function searchTable(place, trials) {
  table(place, [...["rate", "achieved", "p50", "p99"].map(figures), words(""), words("reason")], trials.map(trial => [
    rate(trial.rate),
    rate(trial.achieved),
    time(trial.p50Nanos),
    time(trial.p99Nanos),
    trial.passed ? "✓" : "✗",
    trial.why ?? "",
  ]));
}

function settingsTable(place, settings) {
  table(place, [words("setting"), words("value")], Object.entries(settings));
}
