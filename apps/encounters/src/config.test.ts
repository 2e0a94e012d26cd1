import { describe, expect, it } from '@jest/globals';
import { configOf } from './config.ts';

const env = {
  MONGODB_URL: 'mongodb://127.0.0.1:27017',
  INTERNAL_SECRET: 'a secret of tests, 32 characters or more',
  GATEWAY_URL: 'http://127.0.0.1:4000/graphql',
  IDENTITY_URL: 'http://127.0.0.1:4004/graphql',
};

describe('the settings of a hospital of several', () => {
  it('name it, and where the record locator is', () => {
    const patientsUrl = 'http://127.0.0.1:4001/graphql';

    expect(configOf({ ...env, ENDPOINT: 'h01', PATIENTS_URL: patientsUrl })).toMatchObject({ endpoint: 'h01', patientsUrl });
    expect(configOf(env)).not.toHaveProperty('endpoint');
  });

  it.each([
    ['without a record locator', { ENDPOINT: 'h01' }, /PATIENTS_URL/],
    ['with a name that no id can have', { ENDPOINT: 'H 01', PATIENTS_URL: 'http://127.0.0.1:4001/graphql' }, /ENDPOINT/],
  ])('are refused %s', (_name, more, setting) => {
    expect(() => configOf({ ...env, ...more })).toThrow(expect.objectContaining({ details: { setting: expect.stringMatching(setting) } }));
  });
});
