import { afterEach, describe, expect, it } from '@jest/globals';
import { getOperationAST, parse } from 'graphql';
import { createOperationRecorder, type OperationRecorder, type OperationUse } from './operation-recorder.ts';

const sent = (text: string, client: string | undefined = 'portal') => {
  const document = parse(text);
  const operation = getOperationAST(document, undefined);
  if (!operation) throw new Error('No operation.');
  return { hash: text, document, operation, client };
};

let recorder: OperationRecorder;
let written: OperationUse[];
const record = (options: { readonly perClient?: number } = {}) => {
  written = [];
  recorder = createOperationRecorder({ write: async (uses) => void written.push(...uses), onFailure: () => undefined, ...options });
};
afterEach(() => recorder.close());

const told = () => written.map(({ document, client, count }) => `${client} ${count} ${document}`);

describe('the recorder', () => {
  it('counts by shape and client, and writes once', async () => {
    record();
    recorder.note(sent('{ patient(id: "1") { name } }'));
    recorder.note(sent('{ patient(id: "2") { name } }'));
    recorder.note(sent('{ patient(id: "2") { name } }', 'app'));

    await recorder.flush();
    await recorder.flush();

    expect(told()).toEqual(['portal 2 {patient(id:""){name}}', 'app 1 {patient(id:""){name}}']);
  });

  it('notes neither questions about the schema nor what nobody signed in for', async () => {
    record();
    recorder.note(sent('{ __schema { types { name } } }'));
    recorder.note({ ...sent('{ patient(id: "1") { name } }'), client: undefined });

    await recorder.flush();

    expect(written).toEqual([]);
  });

  it('is not filled by a client that makes operations up', async () => {
    record({ perClient: 10 });
    for (let turn = 0; turn < 100; turn++) recorder.note(sent(`{ made${turn} }`));
    recorder.note(sent('{ patient }', 'app'));
    recorder.note(sent('{ made3 }'));

    await recorder.flush();

    expect(written).toHaveLength(11);
    expect(told()).toContain('app 1 {patient}');
    expect(told()).toContain('portal 2 {made3}');
  });

  it('writes later what could not be written', async () => {
    let isAway = true;
    written = [];
    recorder = createOperationRecorder({
      write: async (uses) => {
        if (isAway) throw new Error('The store is away.');
        written.push(...uses);
      },
      onFailure: () => undefined,
    });
    recorder.note(sent('{ patient }'));

    await expect(recorder.flush()).rejects.toThrow('away');
    isAway = false;
    recorder.note(sent('{ patient }'));
    await recorder.close();

    expect(told()).toEqual(['portal 2 {patient}']);
  });
});
