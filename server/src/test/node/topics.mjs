// Checks a running server with clients that others have written: node topics.mjs http://127.0.0.1:8080 ADMIN-TOKEN
// Exits with 1 at the first mismatch.
import assert from 'node:assert/strict';
import http from 'node:http';
import { EventSource } from 'eventsource';
import WebSocket from 'ws';

const base = process.argv[2];
const operator = { Authorization: `Bearer ${process.argv[3]}` };
const wsBase = base.replace(/^http/, 'ws');
const deadline = setTimeout(() => fail(new Error('timed out')), 40_000);

function fail(error) {
  console.error(error);
  process.exit(1);
}

/** What has come and was not yet asked for. */
class Inbox {
  #items = [];
  #waiting = [];

  put(item) {
    const waiting = this.#waiting.shift();
    waiting ? waiting(item) : this.#items.push(item);
  }

  next() {
    return this.#items.length > 0
      ? Promise.resolve(this.#items.shift())
      : new Promise(resolve => this.#waiting.push(resolve));
  }
}

/** Asks over a connection of its own, so that none is left open. */
function ask(method, path, body, headers = {}) {
  return new Promise((resolve, reject) => {
    const request = http.request(base + path, { method, headers, agent: false }, answer => {
      const port = answer.socket.localPort;
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', part => (text += part));
      answer.on('end', () => resolve({ status: answer.statusCode, text, port }));
    });
    request.on('error', reject);
    request.end(body);
  });
}

async function publish(topic, data, headers) {
  const answer = await ask('POST', `/t/${topic}`, data, headers);
  assert.equal(answer.status, 201);
  return JSON.parse(answer.text);
}

/** Has the server close every socket but the one that asks: the streams. */
async function cutStreams() {
  const answer = await ask('GET', '/admin/sockets?state=open&limit=1000', undefined, operator);
  const others = JSON.parse(answer.text).sockets.filter(socket => !socket.client.endsWith(`:${answer.port}`));
  assert.notEqual(others.length, 0);
  for (const socket of others) {
    await ask('DELETE', `/admin/sockets/${socket.id}`, undefined, operator);
  }
}

function eventSource(path, ...names) {
  const inbox = new Inbox();
  const source = new EventSource(base + path);
  for (const name of ['message', ...names]) {
    source.addEventListener(name, event => inbox.put({ name, data: event.data, id: event.lastEventId }));
  }
  const opened = new Inbox();
  source.addEventListener('open', () => opened.put(true));
  return { source, inbox, opened };
}

async function events() {
  const { source, inbox, opened } = eventSource('/t/node-events', 'greeting');
  await opened.next();
  const first = await publish('node-events', 'one');
  assert.deepEqual(await inbox.next(), { name: 'message', data: 'one', id: first.id });
  await publish('node-events', 'two\nlines', { Event: 'greeting' });
  const greeting = await inbox.next();
  assert.equal(greeting.name, 'greeting');
  assert.equal(greeting.data, 'two\nlines');
  await publish('node-events', new Uint8Array([0, 255]), { 'Content-Type': 'image/png' });
  assert.equal((await inbox.next()).data, 'data:image/png;base64,AP8=');
  source.close();
}

async function eventsResume() {
  const { source, inbox, opened } = eventSource('/t/node-resume');
  await opened.next();
  // This client forgets an id that comes without data, so that it can only resume from its first message on.
  await publish('node-resume', 'first');
  assert.equal((await inbox.next()).data, 'first');
  let sent = 0;
  let read = 0;
  const readAll = async () => {
    for (; read < sent; read++) {
      assert.equal((await inbox.next()).data, String(read));
    }
  };
  for (let round = 0; round < 2; round++) {
    const reopened = opened.next();
    await cutStreams();
    for (let i = 0; i < 20; i++) {
      await publish('node-resume', String(sent++));
    }
    await reopened;
    for (let i = 0; i < 20; i++) {
      await publish('node-resume', String(sent++));
    }
    await readAll();
  }
  await publish('node-resume', 'the end');
  assert.equal((await inbox.next()).data, 'the end');
  source.close();
}

async function webSocket(path, ...protocols) {
  const inbox = new Inbox();
  const socket = new WebSocket(wsBase + path, protocols);
  socket.on('message', (data, binary) => inbox.put(binary ? data : data.toString()));
  socket.on('close', code => inbox.put({ closed: code }));
  await new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject));
  return { socket, inbox };
}

async function close({ socket, inbox }) {
  socket.close(1000);
  assert.deepEqual(await inbox.next(), { closed: 1000 });
}

async function jsonSocket() {
  const one = await webSocket('/ws', 'oneport.v1.json');
  assert.equal(one.socket.protocol, 'oneport.v1.json');
  const send = command => one.socket.send(JSON.stringify(command));
  const next = async () => JSON.parse(await one.inbox.next());
  send({ type: 'subscribe', id: 1, topic: 'node-json' });
  const subscribed = await next();
  assert.equal(subscribed.type, 'subscribed');
  assert.equal(subscribed.re, 1);
  send({ type: 'publish', id: 'two', topic: 'node-json', data: 'hello ☺' });
  const both = [await next(), await next()].sort((a, b) => a.type.localeCompare(b.type));
  assert.deepEqual(both.map(event => event.type), ['message', 'published']);
  assert.equal(both[0].data, 'hello ☺');
  assert.equal(both[1].re, 'two');
  assert.equal(both[0].id, both[1].id);
  send({ type: 'unsubscribe', id: 3, topic: 'node-json' });
  assert.equal((await next()).type, 'unsubscribed');
  await publish('node-json', 'nobody hears');
  send({ type: 'dance', id: 4 });
  assert.equal((await next()).error, 'bad-command');
  send({ type: 'ping', id: 5 });
  assert.deepEqual(await next(), { type: 'pong', re: 5 });
  await close(one);
}

async function rawSocket() {
  const one = await webSocket('/t/node-raw');
  one.socket.send('text');
  assert.equal(await one.inbox.next(), 'text');
  one.socket.send(Buffer.from([0, 255]));
  assert.deepEqual(await one.inbox.next(), Buffer.from([0, 255]));
  await publish('node-raw', 'posted');
  assert.equal(await one.inbox.next(), 'posted');
  await close(one);
}

async function echo() {
  const one = await webSocket('/echo');
  const long = 'x'.repeat(60_000);
  one.socket.send(long);
  assert.equal(await one.inbox.next(), long);
  one.socket.ping();
  await new Promise(resolve => one.socket.on('pong', resolve));
  await close(one);
}

async function otherSubprotocol() {
  await assert.rejects(webSocket('/ws', 'chat'), /400/);
}

try {
  for (const check of [events, eventsResume, jsonSocket, rawSocket, echo, otherSubprotocol]) {
    await check();
    console.log(`${check.name}: ok`);
  }
  clearTimeout(deadline);
  process.exit(0);
} catch (error) {
  fail(error);
}
