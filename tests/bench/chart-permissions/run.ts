import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startIssuer } from '@health-graph/gateway/testing';
import { freePort } from '@health-graph/subgraph-kit/testing';
import { startHealthGraph, temporaryFolder } from '../../journeys/health-graph.ts';
import type { Asked } from './host.ts';
import { charts, type MeasuredGraph, measureChart, shownWhole } from './measure.ts';
import { type Host, startHost } from './started-host.ts';

const PEOPLE = '300';

/** What permissions and audit cost a whole chart: the same apps on the same store with and without them, in turns. */
export async function run(): Promise<void> {
  const folder = await temporaryFolder();
  const issuer = await startIssuer();
  const hosts: Host[] = [];
  const host = async <Ready>(asked: Asked, ...flags: readonly string[]): Promise<Host & { readonly ready: Ready }> => {
    const started = await startHost<Ready>(asked, flags);
    hosts.push(started);
    return started;
  };
  try {
    const { claims, treated } = await seed(folder.path);
    const store = await host<string>({ role: 'store', folder: join(folder.path, 'store') });
    const internalSecret = 'a secret of the benchmark, 32 characters or more';
    const open = async (name: 'off' | 'on'): Promise<MeasuredGraph> => {
      const port = await freePort();
      const flags = name === 'off' ? ['--import', fileURLToPath(new URL('./without-permissions.ts', import.meta.url))] : [];
      const gatewayUrl = `http://127.0.0.1:${port}/graphql`;
      const subgraphs = await host<Record<string, string>>(
        { role: 'subgraphs', storeUrl: store.ready, gatewayUrl, internalSecret },
        ...flags,
      );
      const enforced = { issuer: issuer.url, audience: issuer.audience, storeUrl: store.ready };
      const gateway = await host<string>({ role: 'gateway', port, urls: subgraphs.ready, ...(name === 'on' ? { enforced } : {}) });
      const token = await issuer.token({ claims: { ...claims, iss: issuer.url, aud: issuer.audience, exp: Date.now() / 1000 + 7_200 } });
      return {
        name,
        url: gateway.ready,
        headers: name === 'on' ? { authorization: `Bearer ${token}` } : {},
        processes: { gateway, subgraphs, store },
      };
    };
    const graphs = [await open('off'), await open('on')];
    const patientIds = await shownWhole(graphs, treated);
    for (const chart of charts) await measureChart(chart, graphs, patientIds);
  } finally {
    await Promise.all(hosts.map((started) => started.close()));
    await issuer.close();
    await folder.remove();
  }
}

/** A province in `folder`; and as whom a physician signs in, and whom she treats. */
async function seed(folder: string): Promise<{ readonly claims: object; readonly treated: readonly string[] }> {
  const graph = await startHealthGraph(folder, ['--people', PEOPLE]);
  const physician = ['--as', 'bs.hanh'];
  const token = await graph.token(physician);
  const { data } = await graph.ask('{ patients(first: 100) { edges { node { id } } } }', {}, physician);
  await graph.stop();
  const { edges } = (data as { patients: { edges: { node: { id: string } }[] } }).patients;
  const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as object;
  return { claims, treated: edges.map(({ node }) => node.id) };
}
