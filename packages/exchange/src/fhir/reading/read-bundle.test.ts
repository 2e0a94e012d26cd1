import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type BundleEntry, readBundle, UnreadableFile } from '../../index.ts';

/** The text in chunks of `size` bytes, so that every value is cut somewhere. */
async function* chunks(text: string | Buffer, size = 7): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function entriesOf(text: string | Buffer, size?: number): Promise<BundleEntry[]> {
  const entries: BundleEntry[] = [];
  for await (const entry of readBundle(chunks(text, size))) entries.push(entry);
  return entries;
}

const refusalOf = async (text: string | Buffer): Promise<unknown> =>
  entriesOf(text).then(
    () => undefined,
    (failure: unknown) => (failure instanceof UnreadableFile ? failure.refusal.code : failure),
  );

const bundle = (...entries: string[]): string => `{"resourceType":"Bundle","type":"transaction","entry":[${entries.join(',')}]}`;
const patient = '{"resourceType":"Patient","id":"p1","multipleBirthInteger":1}';

describe('readBundle', () => {
  it.each([1, 2, 3, 1000])('gives each resource letter for letter from chunks of %i bytes', async (size) => {
    const text = '{ "resourceType" : "Observation", "id":"o1",\n "valueQuantity":{"value":1.0,"unit":"\\u00b5g \\"x\\" {["} }';

    const [entry] = await entriesOf(bundle(`{"fullUrl":"urn:uuid:o1","resource":${text}}`), size);

    expect(entry).toMatchObject({ ordinal: 0, fullUrl: 'urn:uuid:o1', type: 'Observation', sourceId: 'o1', text });
  });

  it('gives any JSON back letter for letter, wherever the chunks end', async () => {
    const resources = fc.array(fc.tuple(fc.json({ maxDepth: 4 }), fc.constantFrom(undefined, 1, '\t')), { maxLength: 5 });

    await fc.assert(
      fc.asyncProperty(resources, fc.integer({ min: 1, max: 40 }), async (values, size) => {
        const texts = values.map(([json, indent]) => JSON.stringify({ resourceType: 'Basic', value: JSON.parse(json) }, null, indent));

        const entries = await entriesOf(bundle(...texts.map((text) => `{"resource":${text}}`)), size);

        expect(entries.map((entry) => (entry.refusal === undefined ? entry.text : entry.refusal))).toEqual(texts);
      }),
    );
  });

  it('reads members in any order, and says what the bundle is at the end', async () => {
    const reading = readBundle(chunks(`{"entry":[{"resource":${patient}}],"type":"batch","id":"b1","resourceType":"Bundle"}`));

    expect((await reading.next()).value).toMatchObject({ type: 'Patient' });
    expect(await reading.next()).toEqual({ done: true, value: { type: 'batch', id: 'b1' } });
  });

  it('passes over a byte order mark', async () => {
    expect(await entriesOf(`\ufeff${bundle(`{"resource":${patient}}`)}`)).toHaveLength(1);
  });

  it('reads an empty bundle', async () => {
    expect(await entriesOf(bundle())).toEqual([]);
    expect(await entriesOf('{"resourceType":"Bundle","type":"collection"}')).toEqual([]);
  });

  it('gives a resource without id the id of its fullUrl, or one that follows from its content', async () => {
    const text = '{"resourceType":"Patient"}';

    const [told, untold, again] = await entriesOf(
      bundle(`{"fullUrl":"urn:uuid:abc","resource":${text}}`, `{"resource":${text}}`, `{"resource":{ "resourceType":"Patient" }}`),
    );

    expect(told?.sourceId).toBe('abc');
    expect(untold?.sourceId).toMatch(/^[0-9a-f]{40}$/);
    expect(again?.sourceId).toBe(untold?.sourceId);
  });

  it('refuses invalid UTF-8 by resource and reads on', async () => {
    const text = Buffer.concat([
      Buffer.from(bundle('{"resource":{"resourceType":"Patient","id":"p0","name":"@"}}', `{"resource":${patient}}`)),
    ]);
    text[text.indexOf('@')] = 0xff;

    const [first, second] = await entriesOf(text);

    expect(first).toMatchObject({ type: 'Patient', sourceId: 'p0', refusal: { code: 'INVALID_UTF8' } });
    expect(second?.refusal).toBeUndefined();
  });

  it('refuses a resource that is not JSON inside, and reads on', async () => {
    const [first, second] = await entriesOf(bundle('{"resource":{"resourceType":"Patient","id":p}}', `{"resource":${patient}}`));

    expect(first?.refusal?.code).toBe('INVALID_JSON');
    expect(second?.refusal).toBeUndefined();
  });

  it.each([
    ['an entry without a resource', '{"fullUrl":"urn:uuid:x"}', 'INVALID_RESOURCE'],
    ['an entry that is no object', '5', 'INVALID_RESOURCE'],
    ['a deletion', '{"request":{"method":"DELETE","url":"Patient/1"}}', 'UNSUPPORTED'],
    ['a resource without type', '{"resource":{"id":"x"}}', 'INVALID_RESOURCE'],
    ['an id that is none', '{"resource":{"resourceType":"Patient","id":"a b"}}', 'INVALID_RESOURCE'],
  ])('refuses %s', async (_case, entry, code) => {
    const [refused, next] = await entriesOf(bundle(entry, `{"resource":${patient}}`));

    expect(refused?.refusal?.code).toBe(code);
    expect(next?.refusal).toBeUndefined();
  });

  it('refuses a resource over 16 MB without holding it, knows what it was, and reads on', async () => {
    const large = `{"fullUrl":"urn:uuid:big","resource":{"resourceType":"Binary","id":"big","data":"${'A'.repeat(17 * 1024 * 1024)}"}}`;

    const [refused, next] = await entriesOf(bundle(large, `{"resource":${patient}}`), 64 * 1024);

    expect(refused).toMatchObject({ fullUrl: 'urn:uuid:big', type: 'Binary', sourceId: 'big', refusal: { code: 'PAYLOAD_TOO_LARGE' } });
    expect(next?.refusal).toBeUndefined();
  });

  it.each([
    ['nothing', '', 'INVALID_JSON'],
    ['words', 'hello', 'INVALID_JSON'],
    ['an array', '[1]', 'NOT_A_BUNDLE'],
    ['another object', '{"hello":"world"}', 'NOT_A_BUNDLE'],
    ['a resource', patient, 'NOT_A_BUNDLE'],
    ['a history', '{"resourceType":"Bundle","type":"history"}', 'UNSUPPORTED'],
    ['an end in an entry', bundle(`{"resource":${patient}}`).slice(0, -20), 'TRUNCATED'],
    ['an end behind an entry', bundle(`{"resource":${patient}}`).slice(0, -2), 'TRUNCATED'],
    ['a comma too many', bundle(`{"resource":${patient}}`, ''), 'INVALID_JSON'],
    ['a comma too few', bundle(`{"resource":${patient}} {"resource":${patient}}`), 'INVALID_JSON'],
    ['something behind its end', `${bundle()} x`, 'INVALID_JSON'],
  ])('refuses a file with %s', async (_case, text, code) => {
    expect(await refusalOf(text)).toBe(code);
  });
});
