// What fits in a line rather than in a table.

const UNCORRECTED =
  "uncorrected: measured from when a message was sent, not from when it was due; hides the wait after a stall";
const PESSIMISTIC =
  "pessimistic: includes work without an answer at the end, with the time that it had waited so far";
const ACCOUNTING_INCOMPLETE = "ACCOUNTING IS INCOMPLETE: do not trust any of these figures";

const outcomes = {
  0: "passed",
  1: "internal error",
  2: "the command line is invalid",
  3: "a threshold was not met",
  4: "messages did not arrive as they were sent",
  5: "the measurement is not valid",
  6: "the target could not be reached",
  129: "interrupted by SIGHUP",
  130: "interrupted",
  143: "interrupted by SIGTERM",
};

const outcome = exitCode => outcomes[exitCode] ?? "failed";

const LOOKS = {PASS: "pass", FAIL: "fail", UNDECIDED: "undecided", NOISY: "noisy"};

/** The outcome in a word or two, and its look. Without a threshold, and without a question of its own, a command only completes. */
function badgeOf({exitCode, thresholds, isolation, search}) {
  // An experiment has an answer of its own.
  if (isolation != null && (exitCode === 0 || exitCode === 3 || exitCode === 5)) {
    return ["ISOLATION: " + isolation.outcome, LOOKS[isolation.outcome] ?? "neutral"];
  }
  const judged = thresholds.length > 0 || isolation != null || search != null;
  if (exitCode === 0) return judged ? ["PASS", "pass"] : ["COMPLETED", "neutral"];
  if (exitCode === 5) return ["UNDECIDED: " + outcome(5), "neutral"];
  if (exitCode > 128) return ["STOPPED: " + outcome(exitCode), "neutral"];
  return ["FAIL: " + outcome(exitCode), "fail"];
}

const capital = sentence => sentence.charAt(0).toUpperCase() + sentence.slice(1);

/** What an experiment found, in its own words; empty for a run. */
function answerOf({isolation, search, storm}) {
  if (isolation) return capital(isolation.sentence);
  if (search) return search.bestRate > 0 ? `Best: ${rate(search.bestRate)}, ${search.sentence}` : capital(search.sentence);
  if (storm) {
    const cut = storm.rounds.reduce((sum, round) => sum + round.cut, 0);
    const back = storm.rounds.reduce((sum, round) => sum + round.recovered, 0);
    return `${count(back)} of ${counted(cut, "socket")} that were cut came back.`;
  }
  return "";
}

/** Such as 1.2 MiB. */
function bytes(size) {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let unit = 0;
  let left = size;
  while (left >= 1024 && unit < units.length - 1) {
    left /= 1024;
    unit++;
  }
  return `${unit === 0 ? count(left) : left.toFixed(1)} ${units[unit]}`;
}

/** Payloads and statuses; empty if nothing was counted. */
function exchangedText({sentBytes, receivedBytes, statuses}) {
  const named = Object.entries(statuses).map(([status, often]) => `${status}: ${count(often)}`);
  return sentBytes + receivedBytes + named.length === 0 ? "" : "Payload: " + join([
    `${bytes(sentBytes)} sent`,
    `${bytes(receivedBytes)} received`,
    named.length > 0 && `HTTP status ${named.join(", ")}`,
  ]);
}

/** An argument as a shell would need it. */
const quoted = argument =>
  /^[A-Za-z0-9_./:=,@%+-]+$/.test(argument) ? argument : "'" + argument.replaceAll("'", "'\\''") + "'";

const join = parts => parts.filter(Boolean).join(" · ");

function facts({started, seconds: length, seed, host}) {
  return join([started, seconds(length), "seed " + seed,
    `${host.os}, ${counted(host.cores, "core")}, Java ${host.java}, ${host.transport}, ${counted(host.threads, "event loop")}`]);
}

function socketCounts(sockets) {
  return "Sockets: " + join([
    `${count(sockets.opened)} opened of ${count(sockets.planned)}`,
    `${count(sockets.upgraded)} upgraded`,
    sockets.deflateOffered > 0 && `deflate agreed on ${count(sockets.deflateAgreed)} of ${count(sockets.deflateOffered)}`,
    `${count(sockets.stayedHttp)} stayed HTTP`,
    sockets.streams > 0 && counted(sockets.streams, "event stream"),
    sockets.failed > 0 && `${count(sockets.failed)} failed`,
    `${count(sockets.lost)} lost`,
    sockets.reopened > 0 && `${count(sockets.reopened)} reopened`,
    `${count(sockets.peakOpen)} at peak`,
  ]);
}

/** On how many sockets the server declined compression; empty if on none. */
function declined(sockets) {
  const without = sockets.deflateOffered - sockets.deflateAgreed;
  return without === 0 ? "" : `the server declined deflate on ${count(without)} of ${counted(sockets.deflateOffered, "socket")}`
    + ": messages there were not compressed";
}

function integrityFound(integrity) {
  if (!integrity.checked) return "not checked";
  return join([
    ...["lost", "duplicated", "reordered", "corrupted", "crossed"].map(name => `${name} ${count(integrity[name])}`),
    integrity.inDoubt > 0 && `late and in doubt ${count(integrity.inDoubt)}`,
    integrity.unsolicited > 0 && `unsolicited ${count(integrity.unsolicited)}`,
    `of ${counted(integrity.messages, "message")}${integrity.answers === 0 ? "" : ` and ${counted(integrity.answers, "response")}`}`,
  ]);
}

const isClean = integrity =>
  !integrity.checked || integrity.lost + integrity.duplicated + integrity.reordered + integrity.corrupted + integrity.crossed === 0;

function health(validity) {
  const longest = validity.stalls === 0 ? "" : ` (longest ${time(validity.longestStallNanos)})`;
  return join([
    `send lag p99 ${quantile(validity.sendLag, "p99Nanos")}`,
    `stalls ${count(validity.stalls)}${longest}`,
    `GC ${time(validity.gcNanos)}`,
    `client CPU ${percent(validity.cpu)}`,
    `ports ${roundCount(validity.portsUsed)}/${roundCount(validity.portsAvailable)}`,
    `files ${roundCount(validity.filesUsed)}/${roundCount(validity.filesAvailable)}`,
  ]);
}
