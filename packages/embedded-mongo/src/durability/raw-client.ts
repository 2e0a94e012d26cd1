import { connect } from 'node:net';
import { decode, encode } from '../bson/codec.ts';
import type { Document } from '../bson/document.ts';
import { MessageReader } from '../protocol/framing.ts';
import { encodeMsg, parseMsg } from '../protocol/op-msg.ts';

/** Sends one command exactly as it is given: drivers put sessions and numbers of their own into what they send. */
export const sendRaw = (url: string, command: Document): Promise<Document> => {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port) });
    const reader = new MessageReader();
    socket.once('error', reject);
    socket.on('data', (chunk: Buffer) => {
      for (const message of reader.push(chunk)) {
        socket.destroy();
        resolve(decode(parseMsg(message).body));
      }
    });
    socket.write(encodeMsg({ requestId: 1, responseTo: 0, body: encode(command) }));
  });
};
