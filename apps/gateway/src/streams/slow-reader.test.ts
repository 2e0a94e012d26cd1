import { connect, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { WebSocket } from 'ws';
import { startIssuer, type TestProvider } from '../testing/issuer.ts';
import { patientId, type StreamTest, startStreamTest } from './testing.ts';

let issuer: TestProvider;
let test: StreamTest;
beforeAll(async () => {
  issuer = await startIssuer();
});
afterAll(() => issuer.close());
beforeEach(async () => {
  test = await startStreamTest(issuer, { streams: { slowReaderMs: 1_000 } });
});
afterEach(() => test.close());

const MEGABYTE = 1_000_000;
const EVENTS = 200;
const query = `subscription { bulk(size: ${MEGABYTE}) { text } }`;
const publishAll = async (): Promise<void> => {
  for (let count = 0; count < EVENTS; count++) await test.wards.publish({ id: patientId });
};

describe('a client that does not read', () => {
  it('stops its source, and is closed with a code that it finds when it reads again (WebSocket)', async () => {
    const socket = new WebSocket(test.gateway.url.replace('http', 'ws'), 'graphql-transport-ws');
    const authorization = `Bearer ${await issuer.token()}`;
    socket.on('open', () => socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization } })));
    socket.once('message', () => socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query } })));
    const code = new Promise<number>((resolve) => socket.once('close', resolve));
    await test.wards.opened.until(1);

    socket.pause();
    await publishAll();
    await test.wards.closed.until(1);
    const taken = test.wards.taken.now();
    socket.resume();

    expect(taken).toBeLessThan(EVENTS / 4); // What the sockets on the way hold, and no more.
    expect(await code).toBe(4413);
  });

  it('stops its source, and is cut off (stream of events)', async () => {
    const socket = await openRaw();
    await test.wards.opened.until(1);

    socket.pause();
    await publishAll();
    await test.wards.closed.until(1);

    expect(test.wards.taken.now()).toBeLessThan(EVENTS / 4);
    socket.destroy();
  });

  it('holds up nobody else', async () => {
    const slow = await openRaw();
    await test.wards.opened.until(1);
    slow.pause();
    await publishAll();

    const answer = await fetch(test.gateway.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${await issuer.token()}` },
      body: JSON.stringify({ query: '{ beds }' }),
    });

    expect(await answer.json()).toEqual({ data: { beds: 12 } });
    slow.destroy();
  });
});

/** A socket that can be left unread, which no fetch can. */
async function openRaw(): Promise<Socket> {
  const { hostname, port } = new URL(test.gateway.url);
  const body = JSON.stringify({ query });
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined); // It is cut off.
  socket.write(
    `POST /graphql HTTP/1.1\r\nhost: ${hostname}\r\naccept: text/event-stream\r\ncontent-type: application/json\r\nauthorization: Bearer ${await issuer.token()}\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  );
  return socket;
}
