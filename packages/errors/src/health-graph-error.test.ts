import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import * as errors from './index.ts';

const catalogue = Object.values(errors).filter(
  (value): value is typeof errors.NotFound => typeof value === 'function' && value.prototype instanceof errors.HealthGraphError,
);

describe('the catalogue', () => {
  it('gives every error a code of its own', () => {
    const codes = catalogue.map((Failure) => new Failure('A sentence.').code);

    expect(new Set(codes).size).toBe(catalogue.length);
    expect(codes.length).toBeGreaterThan(10);
  });

  it.each(catalogue.map((Failure) => new Failure('A sentence.').code))('lists %s in the README', async (code) => {
    const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');

    expect(readme).toContain(`| \`${code}\` |`);
  });

  it('keeps the cause and the details', () => {
    const cause = new Error('the reason');

    const failure = new errors.VersionConflict('The record changed meanwhile.', { id: 'x1' }, { cause });

    expect(failure).toMatchObject({ name: 'VersionConflict', code: 'VERSION_CONFLICT', details: { id: 'x1' }, cause });
  });
});
