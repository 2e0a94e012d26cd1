import { once } from 'node:events';
import { readdir, readFile, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type HealthGraph, runCommand, startHealthGraph, temporaryFolder } from './health-graph.ts';

const facilityCount = '{ facilities(first: 100) { edges { node { id code name } } } }';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let graph: HealthGraph;

beforeAll(async () => {
  folder = await temporaryFolder();
  graph = await startHealthGraph(folder.path, ['--people', '30']);
}, 120_000);

afterAll(async () => {
  await graph?.stop();
  await folder?.remove();
});

describe('health-graph up', () => {
  it('seeds an empty folder with at least the 28 hospitals', async () => {
    const { data, errors } = await graph.ask(facilityCount);

    expect(errors).toBeUndefined();
    expect((data as { facilities: { edges: unknown[] } }).facilities.edges.length).toBeGreaterThanOrEqual(28);
  });

  it('asks everybody who they are, and shows nobody anything of a patient', async () => {
    const nobody = await fetch(graph.url, post('{ patients(first: 1) { edges { node { id } } } }'));
    const somebody = await fetch(graph.url, post('{ __typename }', { authorization: 'Bearer x' }));
    const doctor = await graph.ask('{ patients(first: 1) { edges { node { name { text } } } } }');

    expect(await nobody.json()).toMatchObject({
      data: { patients: null },
      errors: [{ extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' } }],
    });
    expect(somebody.status).toBe(401);
    expect(doctor).toMatchObject({ data: { patients: { edges: [{ node: { name: { text: expect.any(String) } } }] } } });
  });

  it('lets nobody past its gateway', async () => {
    const { subgraphs } = JSON.parse(await readFile(join(folder.path, 'runtime.json'), 'utf8')) as {
      subgraphs: Record<string, { url: string }>;
    };
    const token = await graph.token();

    for (const { url } of Object.values(subgraphs)) {
      const answer = await fetch(url, post('{ __typename }', { authorization: `Bearer ${token}` }));
      expect(answer.status).toBe(401);
    }
  });

  it('writes down what was seen, and can prove that the log is whole', async () => {
    const verified = await runCommand(['audit', 'verify', '--data', folder.path, '--json']);

    expect(verified).toMatchObject({ code: 0 });
    expect(JSON.parse(verified.stdout).events).toBeGreaterThan(0);
  });

  it('refuses a second graph on the same folder, and names the first', async () => {
    const second = await runCommand(['up', '--data', folder.path, '--port', '0']);

    expect(second.code).toBe(1);
    expect(second.stderr).toContain(String(graph.process.pid));
  });

  it('keeps what it holds from everybody else on the machine', async () => {
    const secret = await readFile(join(folder.path, 'internal-secret'), 'utf8');

    expect(secret).toMatch(/^[0-9a-f]{64}$/);
    expect(await modes(folder.path)).toEqual([]);
  });

  it('says that the port is taken', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as { port: number };
    const other = await temporaryFolder();

    const result = await runCommand(['up', '--data', other.path, '--port', String(port), '--people', '0']);

    taken.close();
    await other.remove();
    expect(result.code).toBe(1);
    expect(result.stderr).toMatch(/port/);
  }, 120_000);

  it('does not understand a port that is none', async () => {
    const result = await runCommand(['up', '--port', 'abc']);

    expect(result.code).toBe(2);
    expect(result.stderr).toContain('A whole number from 0 to 65535.');
  });

  it('is backed up while it runs, and the copy answers the same', async () => {
    const copies = await temporaryFolder();
    const target = join(copies.path, 'backup');
    const data = join(copies.path, 'data');

    const saved = await runCommand(['backup', target, '--data', folder.path, '--json']);
    const restored = await runCommand(['restore', target, '--data', data, '--json']);
    const copy = await startHealthGraph(data);
    const answer = await copy.ask(facilityCount);
    await copy.stop();

    expect([saved.code, restored.code]).toEqual([0, 0]);
    expect(JSON.parse(restored.stdout)).toMatchObject({ records: JSON.parse(saved.stdout).records });
    expect(answer).toEqual(await graph.ask(facilityCount));
    await copies.remove();
  }, 120_000);

  it('refuses to restore over a graph that runs', async () => {
    const copies = await temporaryFolder();
    const target = join(copies.path, 'backup');
    await runCommand(['backup', target, '--data', folder.path]);

    const refused = await runCommand(['restore', target, '--data', folder.path, '--replace']);

    expect(refused.code).toBe(1);
    expect(await graph.ask('{ __typename }')).toEqual({ data: { __typename: 'Query' } });
    await copies.remove();
  }, 120_000);

  it('ends in order, and has everything again after the next start', async () => {
    const before = await graph.ask(facilityCount);

    expect(await graph.stop()).toBe(0);
    graph = await startHealthGraph(folder.path);

    expect(await graph.ask(facilityCount)).toEqual(before);
  }, 120_000);

  it('ends with a reason when the store is killed, and has everything again after the next start', async () => {
    const before = await graph.ask(facilityCount);
    const closed = once(graph.process, 'close');

    process.kill(await childOf(graph, 'roles/store.ts'), 'SIGKILL');
    const [code] = await closed;
    graph = await startHealthGraph(folder.path);

    expect(code).toBe(1);
    expect(await graph.ask(facilityCount)).toEqual(before);
  }, 120_000);

  it('leaves no process behind when it is killed itself', async () => {
    const store = await childOf(graph, 'roles/store.ts');
    const closed = once(graph.process, 'close');

    graph.process.kill('SIGKILL');
    await closed; // The pipes close when the last process that holds them has ended.

    expect(await isRunning(store)).toBe(false);
    graph = await startHealthGraph(folder.path);
  }, 120_000);
});

const post = (query: string, headers: Readonly<Record<string, string>> = {}) => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify({ query }),
});

/** The files and folders that others may read. */
async function modes(path: string): Promise<readonly string[]> {
  const open: string[] = [];
  for (const name of ['internal-secret', 'seed.json', 'runtime.json', '.']) {
    if (((await stat(join(path, name))).mode & 0o077) !== 0) open.push(name);
  }
  return open;
}

/** A process that ended and that nobody waited for still has a number. */
async function isRunning(pid: number): Promise<boolean> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => 'State:\tX');
  return !/^State:\t[XZ]/m.test(status);
}

/** The process below the graph's own whose command line names `part`. */
async function childOf({ process: parent }: HealthGraph, part: string): Promise<number> {
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (status.includes(`PPid:\t${parent.pid}\n`) && command.includes(part)) return Number(pid);
  }
  throw new Error(`No process ${part}.`);
}
