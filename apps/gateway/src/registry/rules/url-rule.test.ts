import { describe, expect, it } from '@jest/globals';
import { createNetworks } from './networks.ts';
import { refusedUrl, type UrlQuestion } from './url-rule.ts';

const names: Readonly<Record<string, readonly string[]>> = {
  'graph.hospital.vn': ['113.160.1.2', '2405:4800::5'],
  'inside.hospital.vn': ['113.160.1.2', '10.20.3.4'],
  'mapped.hospital.vn': ['::ffff:127.0.0.1'],
  'metadata.hospital.vn': ['169.254.169.254'],
};
const resolve = async (name: string) => {
  const found = names[name];
  if (found === undefined) throw new Error('ENOTFOUND');
  return found;
};
const production: Omit<UrlQuestion, 'url'> = {
  subgraph: 'wards',
  hosts: undefined,
  isProduction: true,
  allowedNetworks: createNetworks([]),
};

const reasons = async (url: string, more: Partial<UrlQuestion> = {}) =>
  (await refusedUrl({ ...production, url, ...more }, resolve)).map(({ reason }) => reason);

describe('the URL of a subgraph', () => {
  it('is taken over https, at an address of the open Internet', async () => {
    expect(await reasons('https://graph.hospital.vn/graphql')).toEqual([]);
    expect(await reasons('https://113.160.1.2:8443/graphql')).toEqual([]);
    expect(await reasons('https://[2405:4800::5]/graphql')).toEqual([]);
  });

  it.each([
    ['nonsense', 'The URL cannot be read.'],
    ['file:///etc/passwd', 'The URL must be an http or https one.'],
    ['http://graph.hospital.vn/graphql', 'The URL must be an https one.'],
    ['https://user:word@graph.hospital.vn/graphql', 'The URL must carry no credentials.'],
    ['https://graph.hospital.vn/graphql?to=1', 'The URL must carry no query and no fragment.'],
    ['https://nowhere.hospital.vn/graphql', 'The host has no address.'],
  ])('is refused: %s', async (url, reason) => {
    expect(await reasons(url)).toEqual([reason]);
  });

  it.each([
    'https://127.0.0.1/',
    'https://127.1/',
    'https://2130706433/',
    'https://0x7f000001/',
    'https://0177.0.0.1/',
    'https://017700000001/',
    'https://0/',
    'https://10.0.0.1/',
    'https://172.31.255.1/',
    'https://192.168.1.1/',
    'https://100.64.0.1/',
    'https://169.254.169.254/latest/meta-data',
    'https://255.255.255.255/',
    'https://224.0.0.1/',
    'https://[::1]/',
    'https://[::]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[::ffff:7f00:1]/',
    'https://[::127.0.0.1]/',
    'https://[64:ff9b::7f00:1]/',
    'https://[2002:7f00:1::]/',
    'https://[2001:0:7f00:1::]/',
    'https://[fe80::1]/',
    'https://[fd00:ec2::254]/',
    'https://[ff02::1]/',
    'https://inside.hospital.vn/',
    'https://mapped.hospital.vn/',
    'https://metadata.hospital.vn/',
    'https://①②⑦.0.0.1/',
  ])('is refused for an address inside of a network: %s', async (url) => {
    expect(await reasons(url)).toEqual(['The host has an address inside of a network: loopback, link-local, private or reserved.']);
  });

  it.each([
    'https://localhost/',
    'https://LOCALHOST./',
    'https://a.localhost/',
    'https://metadata.google.internal/',
    'https://printer.local/',
    'https://patients/',
  ])('is refused for a name inside of a network: %s', async (url) => {
    expect(await reasons(url)).toEqual(['The host is a name inside of a network.']);
  });

  it('may be in a private network that the platform opened for it', async () => {
    const allowedNetworks = createNetworks(['10.20.0.0/16']);

    expect(await reasons('https://inside.hospital.vn/', { allowedNetworks })).toEqual([]);
    expect(await reasons('https://10.21.0.1/', { allowedNetworks })).toHaveLength(1);
  });

  it('may be on this machine in development, and nothing is resolved', async () => {
    expect(await reasons('http://127.0.0.1:4001/graphql', { isProduction: false })).toEqual([]);
    expect(await reasons('http://localhost:4001/graphql', { isProduction: false })).toEqual([]);
  });
});

describe('the URL of a subgraph in development', () => {
  it('is refused over http from another machine, whose keys nobody would trust', async () => {
    expect(await reasons('http://192.168.1.5/graphql', { isProduction: false })).toEqual([
      'The URL must be an https one, or one on this machine.',
    ]);
  });
});

describe('the hosts of a grant', () => {
  const hosts = ['graph.hospital.vn', '*.clinic.vn', '127.0.0.1:4100'];
  const development = { isProduction: false, hosts };

  it.each(['https://graph.hospital.vn/graphql', 'https://GRAPH.hospital.vn:443/', 'https://a.b.clinic.vn/', 'http://127.0.0.1:4100/'])(
    'hold %s',
    async (url) => {
      expect(await reasons(url, development)).toEqual([]);
    },
  );

  it.each([
    'https://graph.hospital.vn:8443/',
    'https://graph.hospital.vn.evil.example/',
    'https://evilclinic.vn/',
    'https://clinic.vn/',
    'https://.clinic.vn/',
    'http://127.0.0.1:4101/',
    'https://graph.hospital.vn@evil.example/',
  ])('do not hold %s', async (url) => {
    expect(await reasons(url, development)).toHaveLength(1);
  });
});
