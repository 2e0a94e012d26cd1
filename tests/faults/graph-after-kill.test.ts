import { once } from 'node:events';
import { patients } from '@health-graph/fixtures';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type HealthGraph, runCommand, startHealthGraph, temporaryFolder } from '../journeys/health-graph.ts';
import { type GraphRole, processOf } from './process-of.ts';

const isFull = process.env['HEALTH_GRAPH_TESTS'] === 'full';
const answersBeforeKill = isFull ? 1_000 : 100;
const clients = 8;
/** The whole graph, identity among it; gateway and store alone are killed more often in audit-after-kill.test.ts. */
const victims: readonly GraphRole[] = isFull ? ['subgraphs', 'gateway', 'store', 'subgraphs'] : ['subgraphs'];
const body = JSON.stringify({
  query: `{ patient(id: "${patients.hoa.patientId}") { conditions(first: 5) { edges { node { id code { text } } } } } }`,
});

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
/** Ids of the requests whose answers came whole. */
const answered = new Set<string>();

beforeAll(async () => {
  folder = await temporaryFolder();
  const graph = await startHealthGraph(folder.path, ['--people', '30']);
  await graph.stop();
}, 300_000);
afterAll(() => folder?.remove());

/** Asks until the gateway is gone. */
async function client(graph: HealthGraph, authorization: string, onAnswer: () => void): Promise<void> {
  for (;;) {
    const whole = await fetch(graph.url, { method: 'POST', headers: { 'content-type': 'application/json', authorization }, body })
      .then(async (response) => ({ id: response.headers.get('x-request-id'), text: await response.text() }))
      .catch(() => undefined); // The connection broke, before or within an answer.
    if (whole === undefined) return;
    if (!whole.text.includes('"node"')) continue; // Nothing was shown.
    answered.add(whole.id ?? 'without an id');
    onAnswer();
  }
}

async function output(...command: readonly string[]): Promise<string> {
  const { stdout, stderr, code } = await runCommand([...command, '--data', folder.path]);
  if (code !== 0) throw new Error(`${command.join(' ')}: ${stderr}`);
  return stdout;
}

interface Entity {
  readonly type: { readonly code: string };
  readonly what?: { readonly identifier?: { readonly value: string } };
}

async function loggedIds(): Promise<ReadonlySet<string>> {
  const lines = (await output('audit', 'export')).split('\n').filter((line) => line !== '');
  const entities = lines.flatMap((line) => (JSON.parse(line) as { readonly entity: readonly Entity[] }).entity);
  return new Set(entities.flatMap(({ type, what }) => (type.code === 'XrequestId' ? [what?.identifier?.value ?? ''] : [])));
}

describe('kill -9 of a running graph under load', () => {
  it.each(victims.map((victim, number) => [victim, number + 1] as const))(
    'of its %s: the log is whole after a restart, and every answer that was served has its event (%i)',
    async (victim, _number) => {
      const graph = await startHealthGraph(folder.path);
      const authorization = `Bearer ${(await output('token', '--as', 'bs.hanh')).trim()}`;
      const before = answered.size;
      const enough = Promise.withResolvers<void>();
      const onAnswer = () => {
        if (answered.size - before >= answersBeforeKill) enough.resolve();
      };
      const asking = Promise.all(Array.from({ length: clients }, () => client(graph, authorization, onAnswer)));
      await Promise.race([enough.promise, asking]);

      process.kill(await processOf(victim, graph.process.pid ?? 0), 'SIGKILL');
      await asking;
      if (graph.process.exitCode === null) await once(graph.process, 'close');
      const restarted = await startHealthGraph(folder.path);

      expect(await output('audit', 'verify')).toContain('The audit log is whole.');
      await restarted.stop();
      expect(answered.size - before).toBeGreaterThanOrEqual(answersBeforeKill);
      const logged = await loggedIds();
      expect([...answered].filter((id) => !logged.has(id))).toEqual([]);
    },
    300_000,
  );
});
