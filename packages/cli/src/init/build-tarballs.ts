import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CommandFailed } from '../command-failed.ts';
import { runProgram } from './run-program.ts';

/** A package for partners: its folder in `packages/`, and the file behind each of its exports, or behind its command. */
interface Packed {
  readonly folder: string;
  readonly exports?: Readonly<Record<string, string>>;
  readonly bin?: Readonly<Record<string, string>>;
  /** Folders of the repository that come along. */
  readonly copies?: readonly string[];
}

/** What a subgraph is made with. Tests of partners have no store of ours, so that their `/testing` is another than ours. */
const forSubgraphs: readonly Packed[] = [
  { folder: 'errors', exports: { '.': 'index' } },
  { folder: 'records', exports: { '.': 'index' } },
  { folder: 'permissions', exports: { '.': 'index' } },
  { folder: 'terminology', exports: { '.': 'index' } },
  { folder: 'subgraph-kit', exports: { '.': 'index', './testing': 'testing/for-partners' } },
];

/** The command: what asks an endpoint or a gateway. */
const forCommand: readonly Packed[] = [
  { folder: 'audit', exports: { '.': 'index' } },
  { folder: 'composition', exports: { '.': 'index' } },
  { folder: 'cli', bin: { 'health-graph': 'partner-main' }, copies: ['schema'] },
];

const packed: readonly Packed[] = [...forSubgraphs, ...forCommand];

const repository = fileURLToPath(new URL('../../../../', import.meta.url));

/**
 * Compiles the packages for partners and packs them into `target`: Node.js strips types of files of one's own only, never below node_modules. Only what
 * their exports reach is in them.
 * @throws {CommandFailed} when the compiler or npm fails, or is not there
 */
export async function buildTarballs(target: string): Promise<void> {
  const work = await mkdtemp(join(tmpdir(), 'health-graph-pack-'));
  try {
    await compile(work);
    const built: Staged[] = [];
    for (const each of packed) built.push(await stage(work, each)); // One by one: a failure must not leave others writing into a folder that goes away.
    const missing = new Set(built.flatMap(({ ours }) => ours)).difference(new Set(built.map(({ name }) => name)));
    if (missing.size > 0)
      throw new CommandFailed('A package for partners needs one that they do not get.', { packages: [...missing].join(', ') });
    await runProgram('npm', ['pack', '--ignore-scripts', '--pack-destination', target, ...packed.map(({ folder }) => `./${folder}`)], {
      cwd: work,
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function compile(work: string): Promise<void> {
  const files = packed.flatMap(({ folder, exports = {}, bin = {} }) =>
    [...Object.values(exports), ...Object.values(bin)].map((file) => join(repository, 'packages', folder, 'src', `${file}.ts`)),
  );
  const config = {
    extends: join(repository, 'packages/config/tsconfig.base.json'),
    compilerOptions: {
      noEmit: false,
      declaration: true,
      rewriteRelativeImportExtensions: true,
      rootDir: join(repository, 'packages'),
      outDir: work,
      typeRoots: [join(repository, 'node_modules/@types')],
      // By their own paths: the compiler may take what it meets below node_modules first for somebody else's, and leave it out.
      paths: Object.fromEntries(packed.flatMap(pathOf)),
    },
    files,
  };
  await writeFile(join(work, 'tsconfig.json'), JSON.stringify(config));
  await runProgram(join(repository, 'node_modules/.bin/tsc'), ['-p', join(work, 'tsconfig.json')], { cwd: repository });
}

const pathOf = ({ folder, exports: { '.': file } = {} }: Packed): readonly (readonly [string, readonly string[]])[] =>
  file === undefined ? [] : [[`@health-graph/${folder}`, [join(repository, 'packages', folder, 'src', `${file}.ts`)]]];

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly description?: string;
  readonly license?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

interface Staged {
  readonly name: string;
  /** Packages of ours that it imports. */
  readonly ours: readonly string[];
}

/** Writes the package.json of what was compiled: exports of JavaScript, and of our own packages only those that are really imported. */
async function stage(work: string, each: Packed): Promise<Staged> {
  const { folder, exports = {}, bin = {}, copies = [] } = each;
  const { name, version, description, license, dependencies = {} } = await manifestOf(folder);
  const imported = await importsIn(join(work, folder));
  const ours = Object.keys(dependencies).filter((dependency) => isOurs(dependency) && imported.has(dependency));
  const versions = await Promise.all(
    ours.map(async (dependency) => [dependency, (await manifestOf(dependency.slice(14))).version] as const),
  );
  const others = Object.entries(dependencies).filter(([dependency]) => !isOurs(dependency));
  const filesOf = (of: Readonly<Record<string, string>>, to: (file: string) => unknown) =>
    Object.fromEntries(Object.entries(of).map(([key, file]) => [key, to(`./src/${file}`)]));
  const manifest = {
    ...{ name, version, description, license, type: 'module', sideEffects: false },
    engines: { node: '>=24' },
    files: ['src', ...copies],
    exports: filesOf(exports, (file) => ({ types: `${file}.d.ts`, default: `${file}.js` })),
    bin: filesOf(bin, (file) => `${file}.js`),
    dependencies: Object.fromEntries([...versions, ...others]),
  };
  for (const copied of copies) await cp(join(repository, copied), join(work, folder, copied), { recursive: true });
  await writeFile(join(work, folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  return { name, ours };
}

const isOurs = (dependency: string): boolean => dependency.startsWith('@health-graph/');

const manifestOf = async (folder: string): Promise<Manifest> =>
  JSON.parse(await readFile(join(repository, 'packages', folder, 'package.json'), 'utf8')) as Manifest;

/**
 * Packages that the compiled code names; types alone need none.
 * @throws {CommandFailed} when it names a file of its own that the compiler left out
 */
async function importsIn(folder: string): Promise<ReadonlySet<string>> {
  const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith('.js'));
  const texts = await Promise.all(files.map(async (file) => ({ file, text: await readFile(join(folder, file), 'utf8') })));
  const whole = new Set(files.map((file) => join(file)));
  for (const { file, text } of texts) {
    const own = [...text.matchAll(/ from '(\.[^']+\.js)'/g)].map(([, path = '']) => join(file, '..', path));
    const missing = own.find((path) => !whole.has(path));
    if (missing !== undefined) throw new CommandFailed('A package for partners was not compiled whole.', { file, missing });
  }
  return new Set(texts.flatMap(({ text }) => [...text.matchAll(/ from '((?:@[\w-]+\/)?[\w-]+)/g)].map(([, name = '']) => name)));
}
