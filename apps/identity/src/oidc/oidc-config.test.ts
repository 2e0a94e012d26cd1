import { describe, expect, it } from '@jest/globals';
import { oidcConfigOf } from './oidc-config.ts';

const env = {
  OIDC_PORT: '4010',
  OIDC_AUDIENCE: 'http://127.0.0.1:4000/graphql',
  OIDC_CLIENTS: '[{"clientId":"portal","redirectUris":["http://127.0.0.1:4100/callback"]}]',
};

describe('the configuration of the embedded provider', () => {
  it('is read from the environment', () => {
    expect(oidcConfigOf(env)).toEqual({
      port: 4010,
      audience: env.OIDC_AUDIENCE,
      clients: [{ clientId: 'portal', redirectUris: ['http://127.0.0.1:4100/callback'] }],
      accessTokenSeconds: 600,
    });
  });

  it('is none where nobody asks for one, or another provider takes its place', () => {
    expect(oidcConfigOf({})).toBeUndefined();
    expect(oidcConfigOf({ ...env, OIDC_ISSUER: 'https://id.example.vn' })).toBeUndefined();
  });

  it.each([
    ['OIDC_CLIENTS', 'portal'],
    ['OIDC_CLIENTS', '[null]'],
    ['OIDC_CLIENTS', '[{"clientId":"portal","redirectUris":["nonsense"]}]'],
    ['OIDC_CLIENTS', '[{"clientId":"he-thong.ba-don","clientSecret":"short"}]'],
    ['OIDC_PORT', 'x'],
    ['OIDC_AUDIENCE', ''],
  ])('names %s when it is %s', (name, value) => {
    expect(() => oidcConfigOf({ ...env, [name]: value })).toThrow(
      expect.objectContaining({ code: 'INVALID_CONFIGURATION', details: { setting: expect.stringContaining(name) } }),
    );
  });
});
