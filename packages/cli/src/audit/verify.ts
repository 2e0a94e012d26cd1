import { createPublicKey, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { anchorsIn, auditLog, type ChainReport, type LogFault, readAnchor, type SignedHead, verifyLog } from '@health-graph/audit';
import { CommandFailed } from '../command-failed.ts';
import { createProgress } from '../graph/progress.ts';
import { printResult } from '../print-result.ts';
import { openAuditStore } from './open-audit-store.ts';

export interface VerifyOptions {
  readonly data: string;
  readonly anchor: readonly string[];
  readonly key?: string;
  readonly json?: true;
}

type Fault = LogFault | { readonly kind: 'anchor'; readonly file: string; readonly line: number; readonly reason: string };

/** @throws {CommandFailed} naming everything that is not as the writers left it */
export async function verifyAuditLog(options: VerifyOptions): Promise<void> {
  const store = await openAuditStore(options.data);
  try {
    const known = await anchorsIn(store.folder.anchorFolder);
    const files = options.anchor.length > 0 ? options.anchor : known.files;
    const anchors = await readAnchors(files, options.key ?? known.publicKeyFile);
    const progress = createProgress();
    let events = 0;
    const count = () => {
      events += 1;
      if (events % 1_000 === 0) progress.update(`${events.toLocaleString('en')} events checked ...`);
    };
    const writers: ChainReport[] = [];
    for await (const report of verifyLog(auditLog(store.connection), anchors.heads, count)) writers.push(report);
    // A gateway signs its chain's end when it starts: where there is nothing at all, somebody took all of it away, or none ever ran.
    if (writers.length === 0) throw new CommandFailed('There is no audit log.', { anchors: files });
    const faults: readonly Fault[] = [...anchors.faults, ...writers.flatMap((report) => report.faults)];
    const summary = { events, anchors: files, writers: writers.map(({ faults: _, ...report }) => report), faults };
    progress.done(`${events.toLocaleString('en')} events of ${writers.length} writers checked.`);
    if (faults.length > 0) throw new CommandFailed('The audit log is not as it was written.', { ...summary, lines: faults.map(inWords) });
    printResult(options, summary, [...writers.map(lineOf), 'The audit log is whole.']);
  } finally {
    await store.close();
  }
}

interface ReadAnchors {
  readonly heads: readonly SignedHead[];
  readonly faults: readonly Fault[];
}

async function readAnchors(files: readonly string[], keyFile: string): Promise<ReadAnchors> {
  if (files.length === 0) return { heads: [], faults: [] };
  const key = publicKeyOf(await text(keyFile), keyFile);
  const read = await Promise.all(files.map(async (file) => ({ file, ...readAnchor(await text(file), key) })));
  return {
    heads: read.flatMap(({ heads }) => heads),
    faults: read.flatMap(({ file, faults }) => faults.map((fault) => ({ kind: 'anchor' as const, file, ...fault }))),
  };
}

function publicKeyOf(pem: string, file: string): KeyObject {
  try {
    return createPublicKey(pem);
  } catch (cause) {
    throw new CommandFailed('The key of the anchors cannot be read.', { file }, { cause });
  }
}

async function text(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new CommandFailed('A file of the audit log cannot be read.', { file }, { cause });
  }
}

const lineOf = ({ writer, events, anchored }: ChainReport): string =>
  `${writer}: ${events.toLocaleString('en')} events, signed up to ${anchored.toLocaleString('en')}`;

/** One fault, for a person. */
function inWords(fault: Fault): string {
  switch (fault.kind) {
    case 'anchor':
      return `  ${fault.file}, line ${fault.line}: ${fault.reason}`;
    case 'unanchored':
      return `  ${fault.writer}: no signed head vouches for its events`;
    case 'changed':
    case 'inserted':
    case 'reordered':
      return `  ${fault.writer}: event ${fault.sequence} was ${fault.kind}`;
    case 'removed':
    case 'cut':
    case 'rewritten':
      return `  ${fault.writer}: ${fault.from === fault.to ? `event ${fault.from} was` : `events ${fault.from} to ${fault.to} were`} ${fault.kind}`;
  }
}
