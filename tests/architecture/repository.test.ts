import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { manifestIn, root, sourceFiles, workspaces } from './source-files.ts';

const all = workspaces();
const members = all.filter(({ folder }) => folder !== 'tests');
const textOf = (path: string) => readFileSync(`${root}${path}`, 'utf8');

describe('every package.json', () => {
  it('pins exact versions; our own packages are taken as they lie here', () => {
    const ours = new Set(all.map(({ manifest }) => manifest.name));
    const loose = [{ folder: '', manifest: manifestIn('') }, ...all].flatMap(({ folder, manifest }) =>
      Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })
        .filter(([name, version]) => (ours.has(name) ? version !== '*' : !/^\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(version)))
        .map(([name, version]) => `${folder}: ${name} ${version}`),
    );

    expect(loose).toEqual([]);
  });

  it('agrees with the others on the version of what they share', () => {
    const versions = new Map<string, Set<string>>();
    for (const { manifest } of [{ manifest: manifestIn('') }, ...all]) {
      for (const [name, version] of Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })) {
        versions.set(name, (versions.get(name) ?? new Set()).add(version));
      }
    }

    expect([...versions].filter(([, used]) => used.size > 1).map(([name, used]) => `${name}: ${[...used].join(', ')}`)).toEqual([]);
  });

  it('says that it is an ES module without side effects', () => {
    const wrong = members.filter(({ manifest }) => manifest.type !== 'module' || manifest.sideEffects !== false);

    expect(wrong.map(({ folder }) => folder)).toEqual([]);
  });

  it('exports "." and at most one more subpath; the command line exports its bin, config its preset', () => {
    const wrong = members
      .filter(({ folder }) => folder !== 'packages/cli' && folder !== 'packages/config')
      .filter(({ manifest }) => !('.' in (manifest.exports ?? {})) || Object.keys(manifest.exports ?? {}).length > 2);

    expect(wrong.map(({ folder }) => folder)).toEqual([]);
  });

  it('exports and links files that are there', () => {
    const missing = members.flatMap(({ folder, manifest }) =>
      [...Object.values(manifest.exports ?? {}), ...Object.values(manifest.bin ?? {})]
        .filter((path) => typeof path === 'string' && !existsSync(`${root}${folder}/${path}`))
        .map((path) => `${folder} -> ${path}`),
    );

    expect(missing).toEqual([]);
  });

  it('has the scripts test and lint, build where something must be built, and no others', () => {
    const wrong = members.filter(({ manifest }) => {
      const scripts = Object.keys(manifest.scripts ?? {});
      return !scripts.includes('test') || !scripts.includes('lint') || scripts.some((name) => !['test', 'lint', 'build'].includes(name));
    });

    expect(wrong.map(({ folder }) => folder)).toEqual([]);
  });
});

describe('every package and app', () => {
  it.each(members.map(({ folder }) => folder))('%s has a README that says what it is for', (folder) => {
    const readme = existsSync(`${root}${folder}/README.md`) ? textOf(`${folder}/README.md`) : '';

    expect(readme.split('\n').filter((line) => line.trim() !== '').length).toBeGreaterThan(3);
  });
});

describe('error codes', () => {
  it('are all listed in the catalogue of packages/errors', () => {
    const catalogue = textOf('packages/errors/README.md');
    const used = all.flatMap(sourceFiles).flatMap(({ path }) => {
      const codes = [...textOf(path).matchAll(/extends HealthGraphError \{[^}]*?readonly code = '([A-Z_]+)'/g)];
      return codes.map(([, code = '']) => ({ path, code }));
    });

    expect(used.length).toBeGreaterThan(10);
    expect(used.filter(({ code }) => !catalogue.includes(`| \`${code}\` |`))).toEqual([]);
  });
});

describe('the lock file', () => {
  it('names no registry', () => {
    expect(textOf('package-lock.json')).not.toContain('"resolved": "http');
  });
});
