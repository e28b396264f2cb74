// Draws the whole page from the result that is in it.

// A browser that has not told all changes of sizes within one frame says so, and tells the rest in the next: no fault.
const isHarmless = message => String(message).startsWith("ResizeObserver loop");

window.addEventListener("error", event => isHarmless(event.message) || complain(event.message));
window.addEventListener("unhandledrejection", event => complain(event.reason));

function complain(why) {
  const banner = byId("broken");
  banner.textContent = visible("Parts of this page could not be drawn: " + why);
  banner.hidden = false;
}

const result = JSON.parse(byId("result").textContent);
const hasSeries = result.series.samples.length > 0;

function drawHead() {
  const {command, target, program, exitCode, validity} = result;
  document.title = visible(`${program} ${command} ${target}`);
  byId("command").textContent = visible(command);
  byId("target").textContent = visible(target);
  byId("program").textContent = visible(program);
  // What the command was asked for comes first; whether that can be believed, second.
  const [word, look] = badgeOf(result);
  byId("badges").append(
    badge(look, `${word} · exit code ${exitCode}`),
    badge(validity.verdict, validity.verdict));
  byId("answer").append(visible(answerOf(result)));
  byId("reasons").append(...validity.reasons.map(reason => element("li", "", reason)));
  if (result.endedEarly != null) byId("ended-early").append(visible("Ended early: " + result.endedEarly));
  byId("command-line").append(visible("oneport-client " + result.argv.map(quoted).join(" ")));
  byId("facts").append(visible(facts(result)));
  byId("socket-counts").append(socketCounts(result.sockets));
  byId("declined").append(declined(result.sockets));
  byId("exchanged").append(exchangedText(result.exchanged));
}

/** What the work is called in the accounting, where that is not the metric's name. */
const WORK = {"ws.echo": "ws"};

/** Large figures for the work itself, not for the steps on the way to it. */
function drawCards() {
  const figure = (name, value, cssClass) => element("div", cssClass, element("dt", "", name), element("dd", "", value));
  for (const {metric, corrected, uncorrected, perSecond} of result.latencies) {
    if (uncorrected == null || metric.startsWith("step.")) continue; // a step on the way
    for (const books of result.books.filter(one => one.name === metric || one.name === WORK[metric])) {
      const errors = books.failed + books.timedOut;
      const offered = corrected.count === 0 ? null : perSecond * books.scheduled / corrected.count;
      byId("cards").append(element("article", "", element("h2", "", metric), element("dl", "",
        figure("offered", offered == null ? NONE : rate(offered)),
        figure("achieved", corrected.count === 0 ? NONE : rate(perSecond)),
        figure("mean", quantile(corrected, "meanNanos")),
        figure("p50", quantile(corrected, "p50Nanos")),
        figure("p99", quantile(corrected, "p99Nanos")),
        figure("max", quantile(corrected, "maxNanos")),
        figure("errors", count(errors), errors > 0 ? "bad" : ""),
        ...(books.unsent > 0 ? [figure("unsent", count(books.unsent), "bad")] : []))));
    }
  }
}

/** Fills each section. If its function returns false, there is nothing to show and the section is removed. */
const sections = {
  thresholds(section) {
    section.querySelector("ul").append(...result.thresholds.map(({text, actual, held}) =>
      element("li", held ? "held" : "broken", element("code", "", text), " was ", actual)));
    return result.thresholds.length > 0;
  },
  latency: () => result.latencies.some(one => one.corrected.count > 0),
  time: () => hasSeries,
  phases(section) {
    phaseTable(section.querySelector(".wide"), result.latencies);
    if (result.latencies.some(gapIsNotable)) byId("uncorrected").append(UNCORRECTED);
    if (result.latencies.some(one => one.pessimistic)) byId("pessimistic").append(PESSIMISTIC);
    section.querySelector("dl").append(...result.latencies.flatMap(one =>
      [element("dt", "", one.metric), element("dd", "", one.about)]));
    return result.latencies.length > 0;
  },
  percentiles(section) {
    const measured = result.latencies.filter(one => one.corrected.count > 0);
    percentileTable(section.querySelector(".wide"), measured);
    return measured.length > 0;
  },
  isolation(section) {
    if (!result.isolation) return false;
    const {outcome, sentence, comparisons} = result.isolation;
    section.querySelector(".verdict").append(badge(outcome, outcome), " ", visible(sentence));
    if (comparisons.length > 0) {
      drawIsolation(result.isolation);
      isolationTable(section.querySelector(".wide"), comparisons);
    } else {
      section.querySelectorAll("figure").forEach(figure => figure.remove());
    }
    return true;
  },
  storm(section) {
    if (!result.storm) return false;
    stormTable(section.querySelector(".wide"), result.storm.rounds);
    return true;
  },
  search(section) {
    if (!result.search) return false;
    section.querySelector(".verdict").append(
      visible(answerOf({search: result.search})));
    searchTable(section.querySelector(".wide"), result.search.trials);
    return true;
  },
  integrity(section) {
    const verdict = section.querySelector(".verdict");
    verdict.append(integrityFound(result.integrity));
    verdict.classList.toggle("alarm", !isClean(result.integrity));
    return true;
  },
  accounting(section) {
    if (!result.books.every(isComplete)) {
      section.querySelector(".alarm").append(ACCOUNTING_INCOMPLETE);
    }
    accountingTable(section.querySelector(".wide"), result.books);
    return result.books.length > 0;
  },
  hostile(section) {
    hostileTable(section.querySelector(".wide"), result.hostile);
    return result.hostile.length > 0;
  },
  failures(section) {
    failureTable(section.querySelector(".wide"), result.failures);
    const more = result.failures.length - MOST_FAILURES;
    if (more > 0) section.querySelector(".note").append(`and ${count(more)} more kinds of failure, see result.json`);
    return result.failures.length > 0;
  },
  worst(section) {
    worstTable(section.querySelector(".wide"), result.worstSockets);
    return result.worstSockets.length > 0;
  },
  health(section) {
    section.querySelector(".verdict").append(health(result.validity));
    return true;
  },
  settings(section) {
    settingsTable(section.querySelector(".wide"), result.settings);
    return Object.keys(result.settings).length > 0;
  },
};

function drawSections() {
  for (const [id, fill] of Object.entries(sections)) {
    const section = byId(id);
    if (!fill(section)) section.remove();
  }
  if (!hasSeries) document.querySelectorAll(".series").forEach(place => place.remove());
}

async function drawPlots() {
  const run = overTime(result.series, result.latencies, result.marks);
  const spectra = await Promise.all(result.latencies.filter(one => one.corrected.count > 0).map(spectrumOf));
  if (spectra.length > 0) offer(spectra, run);
  if (hasSeries) {
    drawRateAndSockets(run);
    drawClient(run);
  }
  if (result.storm?.rounds.length > 0) drawStorm(result.storm.rounds);
  if (result.search?.trials.length > 0) drawSearch(result.search);
  redrawInOtherColors();
}

/** Lets a person choose the metric whose latency is shown. */
function offer(spectra, run) {
  let shown = [];
  const show = one => {
    shown.forEach(remove => remove?.());
    shown = [drawSpectrum(one), drawLatencyOverTime(run, one.metric), drawHeat(result.heat, run, one.metric)];
  };
  // Those with an uncorrected line are of the work itself, which people come for.
  const first = spectra.find(one => one.lines.some(({label}) => label === "uncorrected")) ?? spectra[0];
  byId("metrics").append(...spectra.map(one => {
    const input = Object.assign(document.createElement("input"), {type: "radio", name: "metric", checked: one === first});
    input.addEventListener("change", () => show(one));
    return element("label", "", input, element("span", "", one.metric));
  }));
  show(first);
}

drawHead();
drawCards();
drawSections();
await drawPlots();
document.documentElement.dataset.drawn = "true";
