import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, readFile, watch, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { runCommand, temporaryFolder } from '../journeys/health-graph.ts';
import { syntheticBundle } from './synthetic-bundle.ts';

/** The issue's figures with HEALTH_GRAPH_TESTS=full, else about a tenth. */
export const isFull = process.env['HEALTH_GRAPH_TESTS'] === 'full';

export interface Summary {
  readonly entries: number;
  readonly kept: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly refused: readonly Readonly<Record<string, string | number>>[];
  readonly byType: Readonly<Record<string, number>>;
  readonly isResumed: boolean;
}

export interface Imported {
  readonly code: number | null;
  readonly summary: Summary;
  readonly stderr: string;
}

/** Runs `health-graph import fhir` and reads its one JSON object. */
export async function importFhir(data: string, ...paths: readonly string[]): Promise<Imported> {
  const { code, stdout, stderr } = await runCommand(['import', 'fhir', ...paths, '--data', data, '--json']);
  return { code, summary: JSON.parse(stdout) as Summary, stderr };
}

export async function exportFhir(data: string, patient: string): Promise<string> {
  const { code, stdout, stderr } = await runCommand(['export', 'fhir', '--patient', patient, '--data', data]);
  if (code !== 0) throw new Error(`The export failed: ${stderr}`);
  return stdout;
}

/** Writes bundles of `patients` people into a new folder, every fourth one compressed. */
export async function syntheticFolder(patients: number, encounters: number): Promise<{ readonly path: string; remove(): Promise<void> }> {
  const folder = await temporaryFolder();
  for (let number = 0; number < patients; number += 1) {
    const text = syntheticBundle({ number, encounters });
    const name = `bundle-${String(number).padStart(4, '0')}.json`;
    await (number % 4 === 0 ? writeFile(join(folder.path, `${name}.gz`), gzipSync(text)) : writeFile(join(folder.path, name), text));
  }
  return folder;
}

/** Writes `chunks` to a file as they are made. */
export async function writeChunks(file: string, chunks: Iterable<string>): Promise<void> {
  await pipeline(chunks, createWriteStream(file));
}

const repository = fileURLToPath(new URL('../../', import.meta.url));

export interface StartedImport {
  readonly process: ChildProcess;
  readonly ended: Promise<{ readonly code: number | null; readonly stdout: string }>;
  /** Peak of the importer's own resident memory, in MB (10^6 bytes); known when it ended by itself. */
  peakMegabytes(): Promise<number>;
}

/** Starts an import and gives it while it runs. */
export async function startImport(data: string, paths: readonly string[], nodeOptions: readonly string[] = []): Promise<StartedImport> {
  const reports = await temporaryFolder();
  const onExit = `process.on('exit',()=>require('node:fs').writeFileSync(${JSON.stringify(`${reports.path}/`)}+process.pid,String(process.resourceUsage().maxRSS)))`;
  const preload = join(reports.path, 'preload.cjs');
  await writeFile(preload, onExit);
  const entry = join(repository, 'packages/cli/src/main.ts');
  const child = spawn(
    process.execPath,
    [...nodeOptions, '--require', preload, entry, 'import', 'fhir', ...paths, '--data', data, '--wait', '2', '--json'],
    {
      cwd: repository,
      env: { ...process.env, NODE_OPTIONS: '' },
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
  let stdout = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  return {
    process: child,
    ended: once(child, 'close').then(([code]) => ({ code: code as number | null, stdout })),
    peakMegabytes: async () => (Number(await readFile(join(reports.path, String(child.pid)), 'utf8')) * 1024) / 1e6,
  };
}

/** Resolves when the journal says that the store acknowledged `batches` batches. */
export async function untilAcknowledged(data: string, batches: number): Promise<void> {
  const folder = join(data, 'imports');
  await mkdir(folder, { recursive: true });
  const stop = new AbortController();
  try {
    for await (const _change of watch(folder, { signal: stop.signal })) {
      if ((await acknowledgedBatches(folder)) >= batches) return;
    }
  } finally {
    stop.abort();
  }
}

async function acknowledgedBatches(folder: string): Promise<number> {
  const journals = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), 'utf8')));
  return journals.join('').split('"upTo"').length - 1;
}
