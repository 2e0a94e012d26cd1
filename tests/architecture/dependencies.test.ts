import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { impureExpressions, ioModules, mayImport, modelMayImport, purePackages, tables } from './import-rules.ts';
import { type SourceFile, sourceFiles, type Workspace, workspaces } from './source-files.ts';

const all = workspaces();
const files = all.flatMap(sourceFiles);
const sources = files.filter(({ isTest }) => !isTest);
const byName = new Map(all.map((workspace) => [workspace.manifest.name, workspace]));

const isApp = ({ folder }: Workspace) => folder.startsWith('apps/');
const shortName = ({ folder }: Workspace) => folder.split('/').at(-1) ?? '';
const inPackage = (file: SourceFile, names: readonly string[]) =>
  file.path.startsWith('packages/') && names.includes(shortName(file.workspace));

/** The package part of a specifier: `@scope/name` or `name`. */
const packageOf = (specifier: string) =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

/** The workspaces of ours that a file imports. */
const ours = (file: SourceFile) => file.imports.flatMap((specifier) => byName.get(packageOf(specifier)) ?? []);

const isRelative = (specifier: string) => specifier.startsWith('.');
const targetOf = (file: SourceFile, specifier: string) => join(dirname(file.path), specifier);

/** `file -> what it should not` for each fault, so that a failure names them all. */
const faults = (looked: readonly SourceFile[], faultsOf: (file: SourceFile) => readonly string[]) =>
  looked.flatMap((file) => faultsOf(file).map((fault) => `${file.path} -> ${fault}`));

describe('the import table', () => {
  it('has a row for every package but the command line', () => {
    const packages = all.filter(({ folder }) => folder.startsWith('packages/') && folder !== 'packages/cli').map(shortName);

    expect(Object.keys(mayImport).sort()).toEqual(packages.sort());
  });

  it('reads imports at all', () => {
    expect(files.length).toBeGreaterThan(50);
    expect(files.flatMap(ours).length).toBeGreaterThan(50);
  });

  it('lets packages import only those below them', () => {
    const packages = sources.filter(({ path }) => path.startsWith('packages/') && !path.startsWith('packages/cli/'));

    const wrong = faults(packages, (file) =>
      ours(file)
        .filter((target) => target !== file.workspace && !(mayImport[shortName(file.workspace)] ?? []).includes(shortName(target)))
        .map(({ folder }) => folder),
    );

    expect(wrong).toEqual([]);
  });

  it('lets nobody but the command line and the top-level tests import an app', () => {
    const others = files.filter(({ path }) => !path.startsWith('packages/cli/') && !path.startsWith('tests/'));

    const wrong = faults(others, (file) =>
      ours(file)
        .filter((target) => isApp(target) && target !== file.workspace)
        .map(({ folder }) => folder),
    );

    expect(wrong).toEqual([]);
  });

  it('lets nobody import the command line', () => {
    const wrong = faults(
      files.filter(({ path }) => !path.startsWith('packages/cli/')),
      (file) =>
        ours(file)
          .filter(({ folder }) => folder === 'packages/cli')
          .map(({ folder }) => folder),
    );

    expect(wrong).toEqual([]);
  });
});

describe('package boundaries', () => {
  it('are crossed through exports only', () => {
    const wrong = faults(files, (file) =>
      file.imports.filter((specifier) => {
        const target = byName.get(packageOf(specifier));
        if (target === undefined) return false;
        const subpath = specifier.slice(packageOf(specifier).length);
        return !Object.keys(target.manifest.exports ?? {}).includes(`.${subpath}`);
      }),
    );

    expect(wrong).toEqual([]);
  });

  it('are not crossed by relative paths', () => {
    const wrong = faults(files, (file) =>
      file.imports.filter((specifier) => isRelative(specifier) && !targetOf(file, specifier).startsWith(`${file.workspace.folder}/`)),
    );

    expect(wrong).toEqual([]);
  });

  it('are declared: what a source file imports is a dependency, what a test imports at least a devDependency', () => {
    const wrong = faults(files, (file) => {
      const { dependencies = {}, devDependencies = {} } = file.workspace.manifest;
      const isDevelopment = file.isTest || file.workspace.folder === 'tests';
      const declared = {
        ...dependencies,
        ...(isDevelopment ? devDependencies : {}),
        ...(isDevelopment ? { '@jest/globals': '', 'fast-check': '' } : {}),
      };
      return file.imports.filter(
        (specifier) =>
          !isRelative(specifier) &&
          !specifier.startsWith('node:') &&
          packageOf(specifier) !== file.workspace.manifest.name &&
          !(packageOf(specifier) in declared) &&
          !(`@types/${packageOf(specifier)}` in { ...declared, ...devDependencies }),
      );
    });

    expect(wrong).toEqual([]);
  });

  it('keep fixtures and config to devDependencies, the command line excepted', () => {
    const wrong = all
      .filter(({ folder }) => folder !== 'packages/cli')
      .flatMap(({ folder, manifest }) =>
        ['@health-graph/fixtures', '@health-graph/config']
          .filter((name) => name in (manifest.dependencies ?? {}))
          .map((name) => `${folder} -> ${name}`),
      );

    expect(wrong).toEqual([]);
  });

  it('hold in every package.json too', () => {
    const wrong = all
      .filter(({ folder }) => folder.startsWith('packages/') && folder !== 'packages/cli')
      .flatMap((workspace) =>
        Object.keys(workspace.manifest.dependencies ?? {})
          .flatMap((name) => byName.get(name) ?? [])
          .filter((target) => !(mayImport[shortName(workspace)] ?? []).includes(shortName(target)))
          .map(({ folder }) => `${workspace.folder} -> ${folder}`),
      );

    expect(wrong).toEqual([]);
  });
});

describe('pure code', () => {
  const pure = sources.filter((file) => inPackage(file, purePackages) || /^apps\/[^/]+\/src\/model\//.test(file.path));

  it('imports no module that reaches outside', () => {
    expect(faults(pure, ({ imports }) => imports.filter((specifier) => ioModules.test(specifier)))).toEqual([]);
  });

  it('reads no clock, chance or environment', () => {
    expect(faults(pure, ({ expressions }) => expressions.filter((expression) => impureExpressions.includes(expression)))).toEqual([]);
  });

  it('in an app is its model/, which imports errors, records, terminology and itself', () => {
    const model = sources.filter(({ path }) => /^apps\/[^/]+\/src\/model\//.test(path));

    const wrong = faults(model, (file) =>
      file.imports.filter((specifier) =>
        isRelative(specifier)
          ? !targetOf(file, specifier).startsWith(`${file.workspace.folder}/src/model/`)
          : !modelMayImport.includes(packageOf(specifier)),
      ),
    );

    expect(wrong).toEqual([]);
  });
});

describe('the edges of an app', () => {
  const apps = sources.filter(({ path }) => path.startsWith('apps/'));

  it('use mongoose under store/ only', () => {
    const outside = apps.filter(({ path }) => !/^apps\/[^/]+\/src\/store\//.test(path));

    expect(faults(outside, ({ imports }) => imports.filter((specifier) => /^(?:mongoose|mongodb)(?:\/|$)/.test(specifier)))).toEqual([]);
  });

  it('read the environment in config.ts only, which main.ts may hand it to', () => {
    const others = apps.filter(({ path }) => !/\/src\/(?:config|main)\.ts$/.test(path) && !path.startsWith('apps/portal/'));

    expect(faults(others, ({ expressions }) => expressions.filter((expression) => expression === 'process.env'))).toEqual([]);
  });
});

describe('source files', () => {
  it('stay under 400 lines, unless they are one table', () => {
    const long = sources.filter(({ path, lines }) => lines > 400 && !(path in tables)).map(({ path, lines }) => `${path}: ${lines}`);

    expect(long).toEqual([]);
  });
});
