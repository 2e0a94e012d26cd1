import { CONNECTIONS, type MeasuredGateway, type RunningGateway, withGateway } from './measured-gateway.ts';
import type { Shape } from './shapes.ts';

/** What one gateway used for one load. */
export interface Figures {
  readonly load: string;
  readonly answerBytes: number;
  readonly cpuMsPerRequest: number;
  readonly requestsPerSecond: number;
  /** Of the process that asks: requests/s count only where it had time to spare. */
  readonly loadIdle: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly rssMb: number;
}

export interface Load {
  readonly name: string;
  /** Asked in turns. */
  readonly shapes: readonly Shape[];
}

export interface Rounds {
  readonly gateways: readonly MeasuredGateway[];
  readonly loads: readonly Load[];
  readonly rounds: number;
  readonly seconds: number;
}

/** The figures of each `load | gateway`, one for each round. Rounds alternate between the gateways, because whatever else the machine does comes and goes. */
export async function measureRounds({ gateways, loads, rounds, seconds }: Rounds): Promise<ReadonlyMap<string, readonly Figures[]>> {
  const figures = new Map<string, Figures[]>();
  for (let number = 1; number <= rounds; number++) {
    for (const gateway of gateways) {
      await withGateway(gateway, async (running) => {
        for (const load of loads) {
          const key = `${load.name} | ${gateway.name}`;
          figures.set(key, [...(figures.get(key) ?? []), await measureLoad(running, load, seconds)]);
        }
      });
      console.error(`round ${number} of ${rounds}: ${gateway.name}`);
    }
  }
  return figures;
}

const round = (value: number): number => Math.round(value * 100) / 100;

/** CPU milliseconds per request of the gateway's process, with 50 connections and another Authorization on every request. */
export async function measureLoad(gateway: RunningGateway, { name, shapes }: Load, seconds: number): Promise<Figures> {
  await send(gateway, shapes, Math.min(2, seconds) * 1000);
  const before = await gateway.usage();
  const own = process.cpuUsage();
  const started = performance.now();
  const { times, bytes } = await send(gateway, shapes, seconds * 1000);
  const elapsed = performance.now() - started;
  const after = await gateway.usage();
  const { user, system } = process.cpuUsage(own);
  const cpu = after.cpu.user + after.cpu.system - before.cpu.user - before.cpu.system;
  times.sort((a, b) => a - b);
  const at = (share: number): number => round(times[Math.floor(times.length * share)] ?? Number.NaN);
  return {
    load: name,
    answerBytes: Math.round(bytes / times.length),
    cpuMsPerRequest: round(cpu / 1000 / times.length),
    requestsPerSecond: Math.round((times.length / elapsed) * 1000),
    loadIdle: round(Math.max(0, 1 - (user + system) / 1000 / elapsed)),
    p50Ms: at(0.5),
    p95Ms: at(0.95),
    p99Ms: at(0.99),
    rssMb: Math.round(after.rss / 1e6),
  };
}

/** Keeps every connection busy. */
async function send(
  gateway: RunningGateway,
  shapes: readonly Shape[],
  durationMs: number,
): Promise<{ readonly times: number[]; readonly bytes: number }> {
  const end = performance.now() + durationMs;
  const times: number[] = [];
  let bytes = 0;
  let number = 0;
  const connection = async (): Promise<void> => {
    while (performance.now() < end) {
      const shape = shapes[number % shapes.length];
      const turn = Math.floor(number / shapes.length);
      number += 1;
      if (shape === undefined) return;
      const started = performance.now();
      const answer = await gateway.ask(shape, turn);
      bytes += answer.length;
      times.push(performance.now() - started);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, connection));
  return { times, bytes };
}
