import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { start as startStore } from '@health-graph/embedded-mongo';
import { startForTest, type TestGateway, type TestSettings } from '../testing/test-gateway.ts';
import type { Publication } from './publish.ts';

export const publishKey = 'a key for publishing, 32 characters or more';

export interface ListTest {
  /** Another gateway on the same store; its log lines go to `onLine`. */
  gateway(settings?: TestSettings, onLine?: (line: string) => void): Promise<TestGateway>;
  close(): Promise<void>;
}

/** A store, and gateways where only registered operations run. */
export async function startListTest(): Promise<ListTest> {
  const folder = await mkdtemp(join(tmpdir(), 'health-graph-allow-list-'));
  const store = await startStore({ folder, host: '127.0.0.1', port: 0 });
  const gateways: TestGateway[] = [];
  return {
    gateway: async (settings = {}, onLine) => {
      const gateway = await startForTest({
        operations: 'registered',
        allowList: { storeUrl: store.url, publishKey, pollMs: 10 },
        ...(onLine && { observability: { logLevel: 'info', writeLog: onLine } }),
        ...settings,
      });
      gateways.push(gateway);
      return gateway;
    },
    close: async () => {
      await Promise.all(gateways.map((gateway) => gateway.close()));
      await store.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export const operationsOf = ({ url }: Pick<TestGateway, 'url'>, init: RequestInit & { readonly path?: string } = {}, key = publishKey) =>
  fetch(new URL(`/operations${init.path ?? ''}`, url), {
    ...init,
    headers: { authorization: `Bearer ${key}`, ...(init.body === undefined ? {} : { 'content-type': 'application/json' }) },
  });

export async function publish(gateway: Pick<TestGateway, 'url'>, texts: readonly string[], client?: string): Promise<Publication> {
  const body = JSON.stringify({ operations: texts.map((text) => ({ text })), ...(client && { client }) });
  return (await operationsOf(gateway, { method: 'POST', body })).json() as Promise<Publication>;
}
