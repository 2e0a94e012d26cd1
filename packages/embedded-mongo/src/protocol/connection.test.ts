import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { encode } from '../bson/codec.ts';
import { sendRaw } from '../durability/raw-client.ts';
import { type StoreServer, start } from '../server.ts';
import { encodeMsg } from './op-msg.ts';

describe('a connection', () => {
  let folder: string;
  let server: StoreServer;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'store-connection-'));
    server = await start({ folder });
  });

  afterAll(async () => {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const open = (): Socket => {
    const { hostname, port } = new URL(server.url);
    return connect({ host: hostname, port: Number(port) });
  };

  const header = (length: number, opCode: number): Buffer => {
    const bytes = Buffer.alloc(16);
    bytes.writeInt32LE(length, 0);
    bytes.writeInt32LE(opCode, 12);
    return bytes;
  };

  it.each([
    ['a header alone', header(16, 2013)],
    ['an unknown operation', header(16, 4711)],
    ['compressed data', header(16, 2012)],
    ['a query that ends early', Buffer.concat([header(20, 2004), Buffer.alloc(4)])],
    ['a length that is too large', header(0x7fffffff, 2013)],
    ['a message without a body', Buffer.concat([header(20, 2013), Buffer.alloc(4)])],
  ])('is closed on %s, and the server goes on', async (_what, bytes) => {
    const socket = open();
    const closed = once(socket, 'close');
    socket.on('error', () => undefined);

    socket.write(bytes);
    await closed;

    expect(await sendRaw(server.url, { ping: 1, $db: 'admin' })).toHaveProperty('ok');
  });

  it('survives whatever is sent in place of a command', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 60 }), async (noise) => {
        const body = encode({ ping: 1, $db: 'admin', noise: Buffer.from(noise) });
        for (const [at, byte] of noise.entries()) body[4 + ((byte * 7 + at) % (body.length - 5))] = byte;
        const socket = open();
        socket.on('error', () => undefined);
        socket.end(encodeMsg({ requestId: 1, responseTo: 0, body }));
        await once(socket.resume(), 'close');
      }),
      { numRuns: 100 },
    );

    expect(await sendRaw(server.url, { ping: 1, $db: 'admin' })).toHaveProperty('ok');
  });

  it('answers in the order of the requests, however they are cut', async () => {
    const socket = open();
    const requests = Buffer.concat(
      [1, 2, 3].map((requestId) => encodeMsg({ requestId, responseTo: 0, body: encode({ ping: 1, $db: 'admin' }) })),
    );
    const answers: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => answers.push(chunk));

    for (const byte of requests) socket.write(Buffer.from([byte]));
    while (Buffer.concat(answers).length < 3 * (answers[0]?.readInt32LE(0) ?? Number.POSITIVE_INFINITY)) await once(socket, 'data');

    const all = Buffer.concat(answers);
    const size = all.readInt32LE(0);
    expect([0, 1, 2].map((index) => all.readInt32LE(index * size + 8))).toEqual([1, 2, 3]);
    socket.destroy();
  });

  it('refuses an unknown command and one without a database with MongoDB\u2019s codes', async () => {
    const unknown = await sendRaw(server.url, { nonsense: 1, $db: 'admin' });
    const homeless = await sendRaw(server.url, { ping: 1 });

    expect([Number(unknown['code']), unknown['codeName']]).toEqual([59, 'CommandNotFound']);
    expect(Number(homeless['code'])).toBe(40571);
  });
});
