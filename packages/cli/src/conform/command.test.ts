import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { run } from '../run.ts';
import { startKitGateway } from './kit-gateway.ts';

const url = 'http://127.0.0.1:9/graphql';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'health-graph-conform-'));
  await writeFile(join(folder, 'broken'), '[{ "id": 1 ');
  await writeFile(join(folder, 'no-key.json'), '[{ "__typename": "Ward" }]');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function refusalOf(...argv: readonly string[]) {
  const printed = jest.spyOn(console, 'log').mockImplementation(() => undefined);
  const progress = jest.spyOn(console, 'error').mockImplementation(() => undefined);
  try {
    const code = await run(['conform', '--name', 'rehabilitation', '--json', ...argv]);
    return { code, ...(JSON.parse(String(printed.mock.calls[0]?.[0])) as { readonly error?: string }) };
  } finally {
    printed.mockRestore();
    progress.mockRestore();
  }
}

describe('health-graph conform', () => {
  it('refuses an address that is none', async () => {
    expect(await refusalOf('--url', 'rehabilitation')).toMatchObject({ code: 1, error: 'The address of the endpoint is none.' });
  });

  it.each(['missing', 'broken', 'no-key.json'])('refuses entities from a file that is %s', async (file) => {
    const { code, error } = await refusalOf('--url', url, '--entities', join(folder, file));

    expect(code).toBe(1);
    expect(error).toMatch(/^The file of entities /);
  });

  it.each(['missing', 'broken'])('refuses SDL from a file that is %s', async (file) => {
    const refusal = await refusalOf('--url', url, '--schema', join(folder, file));

    expect(refusal).toMatchObject({ code: 1, error: 'The file of the SDL cannot be read.' });
  });

  it('refuses a port that is taken', async () => {
    const taken = await startKitGateway(0);

    const refusal = await refusalOf('--url', url, '--gateway-port', new URL(taken.url).port);

    await taken.close();
    expect(refusal).toMatchObject({ code: 1, error: 'The port of the kit is not free.' });
  });
});

describe('the gateway of the kit', () => {
  it('says what identity would say of each invented caller, and nothing of anybody else', async () => {
    const kit = await startKitGateway(0);
    const ask = async (sub: string) => {
      const body = JSON.stringify({ caller: { sub }, patientIds: ['p1'] });
      const response = await fetch(`${kit.url}/internal/facts`, { method: 'POST', body });
      return { status: response.status, facts: await response.json() };
    };

    const answers = await Promise.all(['treating', 'withdrawn', 'stranger', 'unknown'].map((name) => ask(`conform.${name}`)));
    const other = await ask('bs.hanh');
    await kit.close();

    expect(answers).toMatchObject([
      { status: 200, facts: { mayAct: true, ofPatient: { p1: { careTeam: true, assigned: true } } } },
      { status: 200, facts: { mayAct: false, ofPatient: { p1: { careTeam: true } } } },
      { status: 200, facts: { mayAct: true, ofPatient: {} } },
      { status: 503 },
    ]);
    expect(other.status).toBe(503);
  });
});
