// The live page: /admin/live pushes a sample a second, and the tables ask /admin/sockets.
'use strict';
import { Chart } from './chart.js';

const $ = id => document.getElementById(id);
const MAX_SAMPLES = 900;
const PROTOCOLS = ['http', 'websocket', 'sse', 'json-lines', 'raw'];
/** Upper bounds of the buckets of an event loop's lag, in milliseconds; the last bucket has none. */
const LAG_BOUNDS = [1, 2, 5, 10, 25, 50, 100, 250, 500, 1000];
/** The same of the times of requests and deliveries. */
const TIME_BOUNDS = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10000];
const REFRESH_MILLIS = 2000;

let token = sessionStorage.getItem('oneport-token');
let server = null;
let samples = [];
let paused = false;
/** What the server has said of its end, once it was asked to drain. */
let draining = '';

// Text.

const integer = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const short = new Intl.NumberFormat('en-US', { notation: 'compact', maximumSignificantDigits: 3 });
const number = value => value < 10 && value % 1 ? value.toFixed(1) : value < 10000 ? integer.format(value) : short.format(value);
function bytes(value) {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) { value /= 1024; unit++; }
  return `${value < 10 && unit ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}
function duration(millis) {
  const seconds = Math.max(0, Math.floor(millis / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  if (seconds < 86400) return `${Math.floor(seconds / 3600)} h ${Math.floor(seconds / 60) % 60} min`;
  return `${Math.floor(seconds / 86400)} d ${Math.floor(seconds / 3600) % 24} h`;
}
/** What the system measures of the way to the peer and back; empty where the transport cannot ask it. */
function roundTrip(socket) {
  const micros = socket.roundTripMicros;
  if (micros == null) return '';
  return micros < 10000 ? `${(micros / 1000).toFixed(micros < 1000 ? 2 : 1)} ms` : `${Math.round(micros / 1000)} ms`;
}
const percent = value => `${Math.round(value)} %`;
const clock = iso => new Date(iso).toLocaleTimeString('en-GB') + '.' + String(new Date(iso).getMilliseconds()).padStart(3, '0');

function element(name, text, className) {
  const made = document.createElement(name);
  if (text != null) made.textContent = text;
  if (className) made.className = className;
  return made;
}

// Requests.

/** Header fields are bytes, and the server reads them as UTF-8. */
const asHeader = text => String.fromCharCode(...new TextEncoder().encode(text));
const headers = () => token ? { Authorization: 'Bearer ' + token } : {};
const sleep = millis => new Promise(done => setTimeout(done, millis));

/** Asks the server; throws an error with the problem's own words. Without the right to, it asks for the token. */
async function ask(path, options = {}, extraHeaders = {}) {
  const answer = await fetch(path, { cache: 'no-store', ...options, headers: { ...headers(), ...extraHeaders } })
    .catch(() => { throw new Error('The server does not answer.'); });
  if (answer.status === 401) { login(); throw new Error('The admin token is missing or wrong.'); }
  if (answer.ok) return answer.status === 204 ? null : answer.json();
  const problem = await answer.json().catch(() => ({}));
  throw new Error(problem.detail ?? `${answer.status} ${answer.statusText}`);
}

// The token.

let loggedIn = null;
function login() {
  if ($('login').hidden) {
    $('refused').textContent = token ? 'The server does not accept this token.' : '';
    $('login').hidden = false;
    show();
    $('token').focus();
  }
}
$('login').onsubmit = event => {
  event.preventDefault();
  token = $('token').value.trim();
  sessionStorage.setItem('oneport-token', token);
  $('token').value = '';
  $('login').hidden = true;
  show();
  loggedIn?.();
};

// The samples.

function state(text, className) {
  if ($('state').textContent !== text) $('state').textContent = text; // it is read aloud
  $('state').className = className;
}

function showState() {
  state(draining || (paused ? 'paused' : 'live'), draining ? 'lost' : paused ? '' : 'live');
}

async function listen() {
  for (;;) {
    try {
      const answer = await fetch('live', { headers: headers(), cache: 'no-store' });
      if (answer.status === 401) {
        const again = new Promise(done => { loggedIn = done; });
        login();
        state('waiting for the token', '');
        await again;
        continue;
      }
      if (!answer.ok) throw new Error(`${answer.status} ${answer.statusText}`);
      samples = [];
      await read(answer.body.pipeThrough(new TextDecoderStream()).getReader());
      state(draining || 'connection lost; trying again', 'lost');
    } catch (e) {
      state(draining ? 'drained; waiting for the next server' : 'no connection; trying again', 'lost');
    }
    await sleep(2000);
  }
}

/** Reads Server-Sent Events, as far as this server writes them: "event" and one line of "data". */
async function read(reader) {
  let text = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    text += value;
    const events = text.split('\n\n');
    text = events.pop();
    for (const event of events) {
      const name = /^event: (.*)$/m.exec(event)?.[1], data = /^data: (.*)$/m.exec(event)?.[1];
      if (name === 'server') {
        const now = JSON.parse(data);
        if (now.started !== server?.started) seen = new Map(); // another process counts its sockets anew
        server = now;
        draining = ''; // it comes first on each connection
      }
      if (name === 'sample') samples.push(JSON.parse(data));
    }
    if (samples.length > MAX_SAMPLES) samples.splice(0, samples.length - MAX_SAMPLES);
    showState();
    if (events.length) drawSoon();
  }
}

/** Says what is wrong, on every view; nothing is said twice, since it is read aloud. */
function notice(text) {
  if ($('notice').textContent !== text) $('notice').textContent = text;
}

let drawing = false;
function drawSoon() {
  if (drawing || document.hidden) return;
  drawing = true;
  requestAnimationFrame(() => { drawing = false; if (!paused) draw(); });
}

// Overview.

const charts = {};
function chart(name, title, format) {
  return charts[name] ??= new Chart($('charts'), title, format, format === bytes ? 1024 : 1000);
}

/** How fast a counter grows, per second, at each sample. */
const rates = of => samples.map((sample, i) => {
  const before = samples[i - 1];
  const seconds = before ? (sample.time - before.time) / 1000 : 0;
  return seconds > 0 ? Math.max(0, (of(sample) - of(before)) / seconds) : null;
});

/** The upper bound of the longest delay since the sample before, in milliseconds. */
function lag(sample, before, worker) {
  const now = sample.workers[worker]?.lag, then = before?.workers[worker]?.lag;
  if (!now || !then) return null;
  for (let bucket = now.length - 1; bucket >= 0; bucket--) {
    if (now[bucket] > then[bucket]) return LAG_BOUNDS[bucket] ?? 2000;
  }
  return 0;
}

/** An upper bound of 99 % of the times since the sample before, in milliseconds. */
function most(sample, before, member) {
  const now = sample[member], then = before?.[member];
  if (!now || !then) return null;
  const more = now.map((count, bucket) => count - then[bucket]), all = more.reduce((a, b) => a + b);
  let below = 0;
  const bucket = more.findIndex(count => (below += count) >= 0.99 * all);
  return all > 0 ? TIME_BOUNDS[bucket] ?? 20000 : null;
}

function draw() {
  if (!server || !samples.length) return;
  const last = samples[samples.length - 1];
  notice(last.brokerAway ? `Messages are kept ${server.broker}, and cannot be published or read now: ${last.brokerAway}.` : '');
  $('server').textContent = `${server.version} · ${server.transport} · up ${duration(last.time - server.started)}`;
  document.title = `${number(Object.values(last.open).reduce((a, b) => a + b))} sockets · oneport`;
  $('open').textContent = integer.format(Object.values(last.open).reduce((a, b) => a + b));
  if (view() !== 'overview') return;
  const times = samples.map(sample => sample.time);
  const workers = last.workers.map((worker, i) => i);
  const spoken = PROTOCOLS.filter(protocol => protocol === 'http' || samples.some(sample => sample.open[protocol]));
  chart('open', 'Open sockets', number).draw(times, spoken.map(protocol =>
    ({ name: protocol, values: samples.map(sample => sample.open[protocol]) })));
  chart('messages', 'Messages / s', number).draw(times, [
    { name: 'in', values: rates(sample => sample.messagesIn) },
    { name: 'out', values: rates(sample => sample.messagesOut) },
    { name: 'dropped', values: rates(sample => sample.dropped) }]);
  chart('requests', 'HTTP requests and new sockets / s', number).draw(times, [
    { name: 'requests', values: rates(sample => sample.requests) },
    { name: 'new sockets', values: rates(sample => sample.opened) }]);
  chart('bytes', 'Bytes / s', bytes).draw(times, [
    { name: 'in', values: rates(sample => sample.bytesIn) },
    { name: 'out', values: rates(sample => sample.bytesOut) }]);
  chart('cpu', 'CPU of one core', percent).draw(times, [
    { name: 'process', values: rates(sample => sample.cpu / 1e7) },
    ...workers.map(i => ({ name: `worker ${i}`, values: rates(sample => (sample.workers[i]?.cpu ?? 0) / 1e7) })).slice(0, 4)]);
  chart('lag', 'Event-loop lag, ms (upper bound)', number).draw(times, workers.slice(0, 5).map(i =>
    ({ name: `worker ${i}`, values: samples.map((sample, n) => lag(sample, samples[n - 1], i)) })));
  chart('times', '99th percentile, ms (upper bound)', number).draw(times, [
    { name: 'requests', values: samples.map((sample, n) => most(sample, samples[n - 1], 'requestTimes')) },
    { name: 'deliveries', values: samples.map((sample, n) => most(sample, samples[n - 1], 'deliveryTimes')) }]);
  chart('topics', 'Readers of topics, and topics', number).draw(times, [
    { name: 'readers', values: samples.map(sample => sample.subscribers) },
    { name: 'topics', values: samples.map(sample => sample.topics) }]);
  chart('memory', 'Memory', bytes).draw(times, [
    { name: 'heap', values: samples.map(sample => sample.heap) },
    { name: 'direct', values: samples.map(sample => Math.max(0, sample.direct)) }]);
  limits(last);
  workerTable(last, samples[samples.length - 2]);
}

function limits(last) {
  const rows = [
    ['Open sockets (max-sockets)', Object.values(last.open).reduce((a, b) => a + b), server.maxSockets, integer.format],
    ['Heap', last.heap, server.maxHeap, bytes],
    ['Direct memory', last.direct, server.maxDirect, bytes],
    ['File descriptors', last.descriptors, server.maxDescriptors, integer.format],
  ].filter(row => row[1] >= 0 && row[2] > 0);
  $('limits').replaceChildren(...rows.map(([name, used, max, format]) => {
    const row = element('div', null, 'limit');
    const label = element('label', `${name}: ${format(used)} of ${format(max)} (${percent(100 * used / max)})`);
    const bar = element('progress');
    bar.max = max;
    bar.value = used;
    label.append(bar);
    row.append(label);
    return row;
  }));
}

function workerTable(last, before) {
  const seconds = before ? (last.time - before.time) / 1000 : 1;
  const rate = (i, member) => before ? (last.workers[i][member] - before.workers[i][member]) / seconds : 0;
  table($('workers'), [['Worker'], ['Sockets', 'n'], ['CPU', 'n'], ['Lag ≤', 'n'], ['Messages in/s', 'n'], ['Messages out/s', 'n']],
    last.workers.map((worker, i) => ({ cells: [
      i, integer.format(worker.open), percent(rate(i, 'cpu') / 1e7), `${lag(last, before, i) ?? 0} ms`,
      number(rate(i, 'messagesIn')), number(rate(i, 'messagesOut'))] })));
}

// Tables.

/** Fills a table. Columns: title, class, and the key to sort by, if any; rows: cells, and class and link, if any. */
function table(into, columns, rows, sort, onSort) {
  const head = element('tr');
  columns.forEach(([title, className, key]) => {
    const cell = element('th', null, className);
    cell.scope = 'col';
    if (key) {
      const button = element('button', title);
      button.type = 'button';
      button.onclick = () => onSort(key);
      cell.append(button);
      if (sort === key) cell.setAttribute('aria-sort', 'ascending');
      if (sort === '-' + key) cell.setAttribute('aria-sort', 'descending');
    } else {
      cell.textContent = title;
    }
    head.append(cell);
  });
  const focused = into.contains(document.activeElement) ? document.activeElement : null;
  const body = element('tbody');
  body.append(...rows.map(row => {
    const line = element('tr', null, row.className);
    if (row.id != null) line.dataset.id = row.id;
    row.cells.forEach((cell, i) => {
      const made = element('td', cell instanceof Node ? null : cell, columns[i][1]);
      if (cell instanceof Node) made.append(cell);
      line.append(made);
    });
    return line;
  }));
  const thead = element('thead');
  thead.append(head);
  into.replaceChildren(...(rows.length ? [thead, body] : []));
  if (focused) { // it was made anew, and somebody may be about to press Enter on it
    const again = [...into.querySelectorAll('th button, td a')]
      .find(one => one.tagName === focused.tagName && one.textContent === focused.textContent);
    (again ?? into.parentElement).focus({ preventScroll: true });
  }
}

function link(id, to = '#/socket/') {
  const made = element('a', id);
  made.href = to + encodeURIComponent(id);
  return made;
}

// Open sockets.

/** What was seen of each socket on the page the last time, by id: for rates, and to mark what has changed. */
let seen = new Map();
let seenAt = 0;

const parameters = () => new URLSearchParams(location.hash.split('?')[1] ?? '');
function go(changes) {
  const query = parameters();
  Object.entries(changes).forEach(([name, value]) => value ? query.set(name, value) : query.delete(name));
  location.hash = '#/' + view() + (query.size ? '?' + query : '');
}

async function refreshSockets() {
  const query = parameters();
  query.set('limit', query.get('limit') ?? '50');
  let list;
  try {
    list = await ask('sockets?' + query);
  } catch (e) {
    $('sockets-problem').textContent = e.message;
    return;
  }
  if (view() !== 'sockets') return;
  $('sockets-problem').textContent = '';
  const now = performance.now(), seconds = (now - seenAt) / 1000;
  const before = seen;
  seen = new Map(list.sockets.map(socket => [socket.id, socket]));
  seenAt = now;
  const sort = query.get('sort') ?? '';
  const rate = (socket, member, format) => {
    const then = before.get(socket.id);
    return then ? format(Math.max(0, (socket[member] - then[member]) / seconds)) : '';
  };
  table($('socket-table'), [
    ['Id', 'n', 'id'], ['Client', ''], ['Protocol', ''], ['Worker', 'n'], ['Age', 'n', 'opened'],
    ['Requests', 'n', 'requests'], ['Msg in', 'n', 'messagesIn'], ['in/s', 'n'], ['Msg out', 'n', 'messagesOut'], ['out/s', 'n'],
    ['Bytes in', 'n', 'bytesIn'], ['in/s', 'n'], ['Bytes out', 'n', 'bytesOut'], ['out/s', 'n'],
    ['Unsent', 'n', 'unsentBytes'], ['Round trip', 'n'], ['Dropped', 'n', 'dropped'],
  ], list.sockets.map(socket => ({
    id: socket.id,
    className: before.get(socket.id) && before.get(socket.id).protocol !== socket.protocol ? 'changed' : '',
    cells: [
      link(socket.id), socket.proxiedClient ?? socket.client, socket.protocol + (socket.tls ? ' (TLS)' : ''), socket.worker,
      duration(Date.now() - new Date(socket.opened)), integer.format(socket.requests),
      integer.format(socket.messagesIn), rate(socket, 'messagesIn', number),
      integer.format(socket.messagesOut), rate(socket, 'messagesOut', number),
      bytes(socket.bytesIn), rate(socket, 'bytesIn', bytes), bytes(socket.bytesOut), rate(socket, 'bytesOut', bytes),
      bytes(socket.unsentBytes), roundTrip(socket), integer.format(socket.dropped ?? 0)],
  })), sort, key => go({ sort: sort === '-' + key ? key : '-' + key, after: '' }));
  $('no-sockets').hidden = list.sockets.length > 0;
  $('open').textContent = integer.format(list.open);
  $('first').hidden = !query.has('after');
  $('next').hidden = list.next == null;
  $('next').onclick = () => go({ after: String(list.next) });
}
$('first').onclick = () => go({ after: '' });
$('filters').onsubmit = event => event.preventDefault();
$('filters').onchange = event => go({ [event.target.name]: event.target.value.trim(), after: '' });

/** Shows in the fields of a form what the URL asks for. */
function fill(form) {
  const query = parameters();
  [...form.elements].forEach(field => {
    if (field !== document.activeElement) field.value = query.get(field.name) ?? (field.name === 'limit' ? '50' : '');
  });
}

function fillFilters() {
  const workers = $('filters').elements.worker;
  for (let i = workers.options.length - 1; i < (server?.workers ?? 0); i++) workers.append(element('option', i));
  fill($('filters'));
}

// Closed sockets.

async function refreshClosed() {
  let list;
  try {
    list = await ask('sockets?state=closed&limit=1000');
  } catch (e) {
    $('closed-problem').textContent = e.message;
    return;
  }
  if (view() !== 'closed') return;
  $('closed-problem').textContent = '';
  const reasons = new Map();
  list.sockets.forEach(socket => {
    const reason = `${socket.closedBy}\n${socket.protocol}\n${socket.reason}`;
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  });
  table($('reasons'), [['Sockets', 'n'], ['Closed by', ''], ['Protocol', ''], ['Reason', 'long']],
    [...reasons].sort((a, b) => b[1] - a[1]).slice(0, 50).map(([reason, count]) => ({ cells: [count, ...reason.split('\n')] })));
  table($('closed-table'), [['Id', 'n'], ['Closed', ''], ['Client', ''], ['Protocol', ''], ['Lasted', 'n'], ['By', ''], ['Reason', 'long']],
    list.sockets.slice(0, 200).map(socket => ({ id: socket.id, cells: [
      link(socket.id), clock(socket.closed), socket.proxiedClient ?? socket.client, socket.protocol,
      duration(new Date(socket.closed) - new Date(socket.opened)), socket.closedBy, socket.reason] })));
  $('closed-count').textContent = `the last ${list.sockets.length}`;
  $('no-closed').hidden = list.sockets.length > 0;
}

// Topics.

async function refreshTopics() {
  const query = parameters();
  query.set('limit', query.get('limit') ?? '50');
  let list;
  try {
    list = await ask('topics?' + query);
  } catch (e) {
    $('topics-problem').textContent = e.message;
    return;
  }
  if (view() !== 'topics') return;
  $('topics-problem').textContent = '';
  const now = performance.now(), seconds = (now - seenAt) / 1000, before = seen;
  seen = new Map(list.topics.map(topic => [topic.name, topic]));
  seenAt = now;
  const rate = topic => {
    const then = before.get(topic.name);
    return then && topic.published != null ? number(Math.max(0, (topic.published - then.published) / seconds)) : '';
  };
  const here = (value, format) => value == null ? '–' : format(value);
  table($('topic-table'), [
    ['Topic', 'name', 'name'], ['Readers here', 'n', 'subscribers'], ['Published', 'n', 'published'], ['/ s', 'n'],
    ['In history', 'n', 'messages'], ['Bytes', 'n', 'bytes'],
  ], list.topics.map(topic => ({ id: topic.name, cells: [
    link(topic.name, '#/topic/'), integer.format(topic.subscribers), here(topic.published, integer.format), rate(topic),
    here(topic.messages, integer.format), here(topic.bytes, bytes)] })),
  query.get('sort') ?? 'name', key => {
    const sort = parameters().get('sort') ?? 'name';
    go({ sort: key === 'name' ? (sort === 'name' ? '-name' : '') : sort === '-' + key ? key : '-' + key, after: '' });
  });
  $('no-topics').hidden = list.topics.length > 0;
  $('topics-first').hidden = !query.has('after');
  $('topics-next').hidden = list.next == null;
  $('topics-next').onclick = () => go({ after: list.next });
}
$('topics-first').onclick = () => go({ after: '' });
$('topic-filters').onsubmit = event => event.preventDefault();
$('topic-filters').onchange = event => go({ [event.target.name]: event.target.value.trim(), after: '' });

function topicName() {
  const name = location.hash.split('/')[2] ?? '';
  try {
    return decodeURIComponent(name);
  } catch (e) {
    return name; // a link by somebody else; the server says what is wrong with it
  }
}

async function refreshTopic() {
  const name = topicName();
  $('topic-title').textContent = 'Topic ' + name;
  let topic;
  try {
    topic = await ask('topics/' + encodeURIComponent(name));
    $('topic-problem').textContent = topic.problem ?? '';
  } catch (e) {
    $('topic-problem').textContent = e.message;
    topic = { name, subscribers: 0, lastMessages: [] };
  }
  if (view() !== 'topic' || topicName() !== name) return;
  const then = seen.get(name), now = performance.now();
  const facts = {
    'Readers on this server': integer.format(topic.subscribers),
    'Published since its epoch began': topic.published == null ? null : integer.format(topic.published),
    'Published / s': then && topic.published != null
      ? number(Math.max(0, (topic.published - then.published) / (now - seenAt) * 1000)) : null,
    'In history': topic.messages == null ? null : `${integer.format(topic.messages)} ${topic.messages === 1 ? 'message' : 'messages'}, ${bytes(topic.bytes)}`,
    'Last id': topic.last,
  };
  seen = new Map([[name, topic]]);
  seenAt = now;
  describe($('topic-facts'), facts);
  table($('messages'), [['Time', ''], ['Id', ''], ['Event', ''], ['Bytes', 'n'], ['Message', 'long']],
    topic.lastMessages.map(message => ({ cells: [clock(message.time), message.id, message.event ?? '',
      integer.format(message.bytes), message.text ?? `(not text${message.contentType ? ': ' + message.contentType : ''})`] })));
  $('no-messages').hidden = topic.lastMessages.length > 0 || $('topic-problem').textContent !== '';
}
$('publish').onsubmit = async event => {
  event.preventDefault();
  const name = topicName();
  $('published').textContent = '';
  try {
    const extra = $('event').value.trim() ? { Event: asHeader($('event').value.trim()) } : {};
    const done = await ask('topics/' + encodeURIComponent(name), { method: 'POST', body: $('message').value }, extra);
    $('published').textContent = `Published to ${integer.format(done.readers)} ${done.readers === 1 ? 'reader' : 'readers'}.`;
    $('message').value = '';
  } catch (e) {
    $('published').textContent = e.message;
  }
  refreshTopic();
};

// Servers.

async function refreshNodes() {
  let list;
  try {
    list = await ask('nodes');
  } catch (e) {
    $('nodes-problem').textContent = e.message;
    return;
  }
  if (view() !== 'nodes') return;
  $('nodes-problem').textContent = '';
  $('engine').textContent = `Messages are kept ${server?.broker ?? ''}.`;
  table($('node-table'), [['Name', ''], ['', ''], ['State', ''], ['Version', ''], ['Up', 'n'], ['Sockets', 'n'], ['Topics read', 'n'],
    ['Readers', 'n'], ['Last report', 'n'], ['Engine echo', 'n']],
    list.nodes.map(node => ({ id: node.id, cells: [node.name, node.self ? 'this one' : '', node.draining ? 'draining' : 'serving', node.version,
      duration(Date.now() - new Date(node.started)), integer.format(node.sockets), integer.format(node.topics),
      integer.format(node.subscribers), `${integer.format(node.silentMillis)} ms ago`,
      node.lagMillis == null ? '–' : `${integer.format(node.lagMillis)} ms ago`] })));
}

/** Fills a list of names and values; what has no value is left out. */
function describe(list, facts) {
  list.replaceChildren(...Object.entries(facts).filter(([, value]) => value != null && value !== '').flatMap(([name, value]) =>
    [element('dt', name), element('dd', value)]));
}

// One socket.

/** Whose facts the page has. */
let factsOf = null;

async function refreshSocket() {
  const id = location.hash.split('/')[2];
  if (factsOf !== id) { // never one socket's facts under the name of another
    factsOf = id;
    $('socket-title').textContent = 'Socket ' + id;
    ['facts', 'timeline', 'handlers'].forEach(part => $(part).replaceChildren());
    $('handlers-title').hidden = $('close-socket').hidden = true;
  }
  let socket;
  try {
    socket = await ask('sockets/' + encodeURIComponent(id));
  } catch (e) {
    $('socket-problem').textContent = e.message;
    $('close-socket').hidden = true;
    return;
  }
  if (view() !== 'socket' || id !== factsOf) return;
  $('socket-problem').textContent = '';
  $('socket-title').textContent = `Socket ${socket.id}: ${socket.protocol}${socket.closed ? ', closed' : ''}`;
  const facts = {
    'Client': socket.client, 'Server': socket.server, 'Transport': socket.transport,
    'Client as the proxy reports it': socket.proxiedClient, 'Server as the proxy reports it': socket.proxiedServer,
    'TLS': socket.tls ? Object.values(socket.tls).join(', ') : null, 'Worker': socket.worker,
    'Open': duration(new Date(socket.closed ?? Date.now()) - new Date(socket.opened)),
    'HTTP requests': integer.format(socket.requests),
    'Messages in / out': `${integer.format(socket.messagesIn)} / ${integer.format(socket.messagesOut)}`,
    'Bytes in / out': `${bytes(socket.bytesIn)} / ${bytes(socket.bytesOut)}`,
    'Unsent': bytes(socket.unsentBytes),
    'Round-trip time': socket.closed ? null : roundTrip(socket) || `not available on ${server?.transport ?? 'this transport'}`, 'Messages dropped': integer.format(socket.dropped ?? 0),
    'Closed by': socket.closedBy, 'Reason': socket.reason,
  };
  describe($('facts'), facts);
  const first = socket.switches[0]?.from ?? socket.protocol;
  const events = [`${clock(socket.opened)}  opened, speaks ${first}`];
  if (socket.forgottenSwitches) events.push(`(${socket.forgottenSwitches} earlier changes are forgotten)`);
  socket.switches.forEach(change =>
    events.push(`${clock(change.at)}  ${change.from} → ${change.to}${change.path ? ' at ' + change.path : ''}`));
  if (socket.closed) events.push(`${clock(socket.closed)}  closed by the ${socket.closedBy}: ${socket.reason}`);
  $('timeline').replaceChildren(...events.map(event => element('li', event)));
  $('handlers-title').hidden = !socket.handlers?.length;
  $('handlers').replaceChildren(...(socket.handlers ?? []).map(handler => element('li', handler)));
  $('close-socket').hidden = Boolean(socket.closed);
  $('close-socket').onclick = async () => {
    if (await confirmed(`Close socket ${socket.id}?`,
      `${socket.client}, ${socket.protocol}. It is closed as its protocol does it; the client may come back.`, 'Close it')) {
      await ask('sockets/' + socket.id, { method: 'DELETE' }).catch(e => { $('socket-problem').textContent = e.message; });
      refreshSocket();
    }
  };
}

// Asking first.

function confirmed(title, text, yes) {
  $('confirm-title').textContent = title;
  $('confirm-text').textContent = text;
  $('confirm-yes').textContent = yes;
  $('confirm').showModal();
  return new Promise(done => {
    const end = answer => { $('confirm').close(); done(answer); };
    $('confirm-yes').onclick = () => end(true);
    $('confirm-no').onclick = () => end(false);
    $('confirm').oncancel = () => done(false);
  });
}

$('drain').onclick = async () => {
  if (await confirmed('Drain this server?',
    'It accepts no further sockets, asks those that are open to go, and then ends. This cannot be taken back.', 'Drain and end')) {
    try {
      const begun = await ask('drain', { method: 'POST' });
      draining = `draining: ${begun.open} sockets over ${begun.over}`;
      showState();
    } catch (e) {
      state(e.message, 'lost');
    }
  }
};

// Views.

const refresh = {
  sockets: refreshSockets, closed: refreshClosed, socket: refreshSocket, topics: refreshTopics, topic: refreshTopic, nodes: refreshNodes,
};
function view() {
  const name = location.hash.replace(/^#\//, '').split(/[/?]/)[0];
  return name in refresh ? name : 'overview';
}

let shown = null;
function show() {
  const asks = !$('login').hidden;
  ['overview', ...Object.keys(refresh)].forEach(name => { $(name).hidden = asks || name !== view(); });
  document.querySelectorAll('nav a').forEach(a =>
    [view(), view() + 's'].includes(a.dataset.view) ? a.setAttribute('aria-current', 'page') : a.removeAttribute('aria-current'));
  if (asks) return;
  if (shown !== location.hash) {
    shown = location.hash;
    seen = new Map();
  }
  if (view() === 'sockets') fillFilters();
  if (view() === 'topics') fill($('topic-filters'));
  refresh[view()]?.();
  draw();
}
addEventListener('hashchange', show);
document.addEventListener('visibilitychange', drawSoon);

$('pause').onclick = () => {
  paused = !paused;
  $('pause').setAttribute('aria-pressed', paused);
  $('pause').textContent = paused ? 'Resume' : 'Pause';
  showState();
  if (!paused) show();
};

/** Whether single characters are commands; who dictates must be able to switch that off (WCAG 2.1, 2.1.4). */
let keys = localStorage.getItem('oneport-keys') !== 'off';

/** Names keys only while they work. */
function showKeys() {
  $('keys-on').checked = keys;
  $('pause').title = 'Stop updating this page' + (keys ? ' (p)' : '');
  [$('filters').elements.client, $('topic-filters').elements.contains].forEach(field => {
    field.placeholder = keys ? 'any (press /)' : 'any';
  });
}

$('keys-open').onclick = () => $('keys').showModal();
$('keys-on').onchange = () => {
  keys = $('keys-on').checked;
  if (keys) localStorage.removeItem('oneport-keys');
  else localStorage.setItem('oneport-keys', 'off');
  showKeys();
};
showKeys();

addEventListener('keydown', event => {
  if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) return;
  if (document.querySelector('dialog[open]')) return;
  if (keys && event.key === 'p') $('pause').click();
  if (keys && event.key === '/') {
    event.preventDefault();
    if (view() === 'topics') {
      $('topic-filters').elements.contains.focus();
      return;
    }
    if (view() !== 'sockets') location.hash = '#/sockets';
    setTimeout(() => $('filters').elements.client.focus());
  }
  if (event.key === 'Escape' && (view() === 'socket' || view() === 'topic')) location.hash = `#/${view()}s`;
});

(async () => {
  for (;;) {
    await sleep(REFRESH_MILLIS);
    if (!paused && !document.hidden && $('login').hidden) await refresh[view()]?.();
  }
})();
show();
listen();
