// Servers that others have written, one for each dialog that the client brings. Usage: node servers.mjs NAME; prints its port.
import {createServer} from 'node:http';
import {randomUUID} from 'node:crypto';
import {WebSocketServer, createWebSocketStream} from 'ws';

const PATHS = {};

/** Answers each message with its id, greets, and does wrong as its path says. */
function json(server) {
  const sockets = new WebSocketServer({noServer: true});
  server.on('upgrade', (request, socket, head) => sockets.handleUpgrade(request, socket, head, ws => {
    const path = request.url;
    let count = 0;
    let ready = !path.startsWith('/init');
    ws.send(JSON.stringify({type: 'greeting', id: 1}));
    ws.on('message', data => {
      const text = data.toString();
      const message = JSON.parse(text);
      if (message.type === 'init') {
        ready = true;
        ws.send('{"type":"ready"}');
        return;
      }
      if (!ready) {
        ws.close(4401, 'init first');
        return;
      }
      count++;
      const answer = JSON.stringify({type: 'answer', reply: {to: message.id}, user: message.user});
      if (path.startsWith('/lossy') && count % 10 === 0) {
        return;
      }
      if (path.startsWith('/twice') && count % 10 === 0) {
        ws.send(answer);
      }
      if (path.startsWith('/overtaken') && count % 2 === 0) {
        setTimeout(() => ws.send(answer), 50);
        return;
      }
      ws.send(answer);
    });
  }));
}

/** A site with a login, a cookie and a token, an echo of JSON over POST, an event stream, and a chat that needs the token. */
function shop(server) {
  const streams = new Set();
  const sockets = new WebSocketServer({noServer: true});
  const answer = (response, status, headers, body) => response.writeHead(status, headers).end(body);
  server.on('request', (request, response) => {
    const chunks = [];
    request.on('data', chunk => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      const url = new URL(request.url, 'http://localhost');
      if (url.pathname === '/login') {
        const {user} = JSON.parse(body);
        answer(response, 200, {'content-type': 'application/json', 'set-cookie': ['sid=s-' + user + '; Path=/', 'theme=dark']},
          JSON.stringify({token: 't-' + user, items: [{id: 7}]}));
      } else if (url.pathname === '/me') {
        const right = request.headers.cookie === 'sid=s-' + request.headers['x-user'] + '; theme=dark';
        answer(response, right ? 200 : 401, {}, right ? 'welcome ' + request.headers['x-user'] : 'no cookie: ' + request.headers.cookie);
      } else if (url.pathname === '/echo') {
        answer(response, 200, {'content-type': 'application/json'}, body);
      } else if (url.pathname === '/stream') {
        response.writeHead(200, {'content-type': 'text/event-stream'});
        response.write('data: {"hello":true}\n\n');
        if (!url.searchParams.has('deaf')) {
          streams.add(response);
        }
        response.on('close', () => streams.delete(response));
      } else if (url.pathname === '/publish') {
        inTurn(url.searchParams.has('swap'), posted, () => streams.forEach(stream => stream.write('data: ' + body + '\n\n')));
        answer(response, 202, {}, '');
      } else if (url.pathname === '/a' || url.pathname === '/b') {
        PATHS[url.pathname] = (PATHS[url.pathname] ?? 0) + 1;
        answer(response, 200, {}, url.pathname);
      } else if (url.pathname === '/counts') {
        answer(response, 200, {'content-type': 'application/json'}, JSON.stringify(PATHS));
      } else {
        answer(response, 404, {}, 'nothing here');
      }
    });
  });
  const rooms = new Set();
  const posted = [];
  let visits = 0;
  /** Sends, or swaps each two. */
  const inTurn = (swaps, held, send) => {
    if (swaps && held.length === 0) {
      held.push(send);
      return;
    }
    send();
    held.pop()?.();
  };
  server.on('upgrade', (request, socket, head) => {
    if (!request.url.startsWith('/chat?token=t-')) {
      socket.end('HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, ws => {
      rooms.add(ws);
      const held = [];
      // What every other connection says reaches the room late.
      const late = request.url.includes('late') && visits++ % 2 === 0;
      ws.on('close', () => rooms.delete(ws));
      ws.on('message', data => {
        const message = JSON.parse(data.toString());
        if (message.to === 'all') {
          const said = JSON.stringify({type: 'said', id: message.id});
          const send = () => rooms.forEach(one => one.send(said));
          if (late) {
            setTimeout(send, 30);
          } else if (message.topic && request.url.endsWith('slow=' + message.topic)) {
            setTimeout(send, 700);
          } else {
            inTurn(request.url.includes('swap'), held, send);
          }
        } else {
          ws.send(JSON.stringify({type: 'ack', id: message.id}));
        }
      });
    });
  });
}

async function graphql(server) {
  const {GraphQLSchema, GraphQLObjectType, GraphQLString, GraphQLNonNull} = await import('graphql');
  const {useServer} = await import('graphql-ws/use/ws');
  const echo = {type: GraphQLString, args: {text: {type: new GraphQLNonNull(GraphQLString)}}, resolve: (_, {text}) => text};
  const schema = new GraphQLSchema({query: new GraphQLObjectType({name: 'Query', fields: {echo, hello: {type: GraphQLString, resolve: () => 'world'}}})});
  // A busy machine is no reason to hang up.
  useServer({schema, connectionInitWaitTimeout: 60_000}, new WebSocketServer({server, path: '/graphql'}));
}

async function socketio(server) {
  const {Server} = await import('socket.io');
  new Server(server, {pingInterval: 500, pingTimeout: 60_000}).on('connection', socket => {
    socket.on('message', (data, acknowledge) => acknowledge?.(data));
  });
}

async function stomp(server) {
  const {default: StompServer} = await import('stomp-broker-js');
  new StompServer({server, path: '/stomp', heartbeat: [0, 0]});
}

async function mqtt(server) {
  const {Aedes} = await import('aedes');
  const broker = await Aedes.createBroker();
  new WebSocketServer({server, handleProtocols: () => 'mqtt'}).on('connection', (ws, request) => broker.handle(createWebSocketStream(ws), request));
}

const kinds = {json, shop, graphql, socketio, stomp, mqtt};
const server = createServer();
await kinds[process.argv[2]](server);
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
process.stdin.on('end', () => process.exit()).resume();
