import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Module, parseSync } from '@swc/core';

/** The repository's root folder, with a slash at its end. */
export const root = fileURLToPath(new URL('../../', import.meta.url));

/** One workspace: an app, a package, or `tests`. */
export interface Workspace {
  /** `apps/pharmacy` */
  readonly folder: string;
  readonly manifest: Manifest;
}

export interface Manifest {
  readonly name: string;
  readonly type?: string;
  readonly sideEffects?: boolean;
  readonly bin?: Readonly<Record<string, string>>;
  readonly exports?: Readonly<Record<string, unknown>>;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/** What the tests look at in one file. */
export interface SourceFile {
  /** `packages/store/src/connect.ts` */
  readonly path: string;
  readonly workspace: Workspace;
  readonly isTest: boolean;
  readonly lines: number;
  readonly imports: readonly string[];
  /** Expressions of interest, as written: `process.env`, `Date.now`, `Math.random`, `new Date()`. */
  readonly expressions: readonly string[];
}

/** `templates` are projects of others, with dependencies of their own. */
const ignored = new Set(['node_modules', '__generated__', '.turbo', '.data', 'dist', 'templates']);

/** Every workspace that has a package.json. */
export function workspaces(): Workspace[] {
  const folders = ['apps', 'packages'].flatMap((group) =>
    readdirSync(`${root}${group}`, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [`${group}/${entry.name}`] : [])),
  );
  return [...folders, 'tests'].map((folder) => ({ folder, manifest: manifestIn(folder) }));
}

/** The package.json of a folder of the repository; the root's for ''. */
export const manifestIn = (folder: string): Manifest => JSON.parse(readFileSync(`${root}${folder}/package.json`, 'utf8'));

/** Every TypeScript file of a workspace, parsed. */
export function sourceFiles(workspace: Workspace): SourceFile[] {
  return typescriptIn(workspace.folder).map((path) => {
    const text = readFileSync(`${root}${path}`, 'utf8');
    const tree = parseSync(text, { syntax: 'typescript', tsx: path.endsWith('x'), target: 'es2024' });
    return { path, workspace, isTest: isTestFile(path), lines: text.split('\n').length - 1, ...found(tree) };
  });
}

/** Tests and what only tests use. */
const isTestFile = (path: string): boolean =>
  /\.test\.tsx?$|\/builders\.ts$|\/testing(?:\/|\.ts$)|\/(?:conformance|durability)\//.test(path);

function typescriptIn(folder: string): string[] {
  return readdirSync(`${root}${folder}`, { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return ignored.has(entry.name) ? [] : typescriptIn(path);
    return /\.tsx?$/.test(entry.name) ? [path] : [];
  });
}

interface Node {
  readonly type?: string;
  readonly [member: string]: unknown;
}

function found(tree: Module): Pick<SourceFile, 'imports' | 'expressions'> {
  const imports: string[] = [];
  const expressions: string[] = [];
  const look = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(look);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
    const node = value as Node;
    imports.push(...specifiersOf(node));
    expressions.push(...expressionsOf(node));
    Object.values(node).forEach(look);
  };
  look(tree.body);
  return { imports, expressions };
}

/** Static imports, re-exports, dynamic imports and type imports alike. */
function specifiersOf(node: Node): string[] {
  const fromDeclaration = /^(?:Import|ExportNamed|ExportAll)Declaration$|^ExportNamedDeclaration$/.test(node.type ?? '')
    ? textOf(node['source'])
    : undefined;
  const fromType = node.type === 'TsImportType' ? textOf(node['argument']) : undefined;
  const isCall = node.type === 'CallExpression' && (node['callee'] as Node).type === 'Import';
  const first = isCall ? (node['arguments'] as readonly { readonly expression: Node }[])[0]?.expression : undefined;
  return [fromDeclaration, fromType, textOf(first)].filter((specifier) => specifier !== undefined);
}

const textOf = (node: unknown): string | undefined =>
  typeof node === 'object' && node !== null && (node as Node).type === 'StringLiteral' ? String((node as Node)['value']) : undefined;

function expressionsOf(node: Node): string[] {
  const nameOf = (part: unknown) => String((part as Node | undefined)?.['value'] ?? '');
  if (node.type === 'ImportSpecifier') return /^random[A-Z]/.test(nameOf(node['local'])) ? [nameOf(node['local'])] : [];
  if (node.type === 'MemberExpression') return [`${nameOf(node['object'])}.${nameOf(node['property'])}`];
  const isBareDate =
    node.type === 'NewExpression' && nameOf(node['callee']) === 'Date' && ((node['arguments'] as unknown[] | null)?.length ?? 0) === 0;
  return isBareDate ? ['new Date()'] : [];
}
