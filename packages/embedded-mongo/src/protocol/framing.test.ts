import { describe, expect, it } from '@jest/globals';
import { encode } from '../bson/codec.ts';
import { crc32c } from './crc32c.ts';
import { MessageReader, ProtocolViolation } from './framing.ts';
import { encodeMsg, parseMsg } from './op-msg.ts';

const message = (body: Record<string, unknown>, checksum = false): Buffer =>
  encodeMsg({ requestId: 7, responseTo: 0, body: encode(body), checksum });

/** An OP_MSG with a document sequence, as drivers send an insert. */
const withSequence = (name: string, documents: readonly Buffer[]): Buffer => {
  const section = Buffer.concat([Buffer.from([1]), Buffer.alloc(4), Buffer.from(`${name}\0`), ...documents]);
  section.writeInt32LE(section.length - 1, 1);
  const whole = Buffer.concat([message({ insert: 'a' }), section]);
  whole.writeInt32LE(whole.length, 0);
  return whole;
};

describe('MessageReader', () => {
  it('gives whole messages however the bytes are cut', () => {
    const stream = Buffer.concat([message({ a: 1 }), message({ b: 'x'.repeat(500) }), message({ c: 3 })]);
    for (const size of [1, 3, 16, 17, 100, stream.length]) {
      const reader = new MessageReader();
      const messages: Buffer[] = [];

      for (let offset = 0; offset < stream.length; offset += size) messages.push(...reader.push(stream.subarray(offset, offset + size)));

      expect(Buffer.concat(messages)).toEqual(stream);
      expect(messages).toHaveLength(3);
    }
  });

  it.each([0, 15, 48_000_001])('refuses a length of %d', (length) => {
    const bytes = message({ a: 1 });
    bytes.writeInt32LE(length, 0);

    expect(() => [...new MessageReader().push(bytes)]).toThrow(ProtocolViolation);
  });
});

describe('parseMsg', () => {
  it('reads a body and document sequences', () => {
    const documents = [encode({ _id: 1 }), encode({ _id: 2 })];

    const request = parseMsg(withSequence('documents', documents));

    expect(request.sequences.get('documents')).toEqual(documents);
    expect(request.moreToCome).toBe(false);
  });

  it('accepts a right checksum and refuses a wrong one', () => {
    const good = message({ ping: 1 }, true);
    const bad = Buffer.from(good);
    bad[bad.length - 1] = (bad[bad.length - 1] as number) ^ 1;

    expect(parseMsg(good).hasChecksum).toBe(true);
    expect(() => parseMsg(bad)).toThrow('checksum');
  });

  it('refuses unknown required flags, a second body and a document that reaches too far', () => {
    const flags = message({ a: 1 });
    flags.writeUInt32LE(1 << 5, 16);
    const body = encode({ b: 1 });
    const second = Buffer.concat([message({ a: 1 }), Buffer.from([0]), body]);
    second.writeInt32LE(second.length, 0);
    const long = message({ a: 1 });
    long.writeInt32LE(500, 21);

    for (const wrong of [flags, second, long]) expect(() => parseMsg(wrong)).toThrow(ProtocolViolation);
  });
});

describe('crc32c', () => {
  it('gives the check value of the standard', () => {
    expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283);
  });
});
