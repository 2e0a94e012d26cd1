import { BlockList, isIP, isIPv6 } from 'node:net';

/** A set of addresses. */
export interface Networks {
  has(address: string): boolean;
}

/** Whether a text is a network in CIDR notation. */
export function isNetwork(text: string): boolean {
  const [address = '', prefix = '', ...rest] = text.split('/');
  const bits = { 0: -1, 4: 32, 6: 128 }[isIP(address) as 0 | 4 | 6];
  return rest.length === 0 && /^\d{1,3}$/.test(prefix) && Number(prefix) <= bits;
}

/** @param networks in CIDR notation, such as `10.20.0.0/16` */
export function createNetworks(networks: readonly string[]): Networks {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', prefix = ''] = network.split('/');
    list.addSubnet(address, Number(prefix), isIPv6(address) ? 'ipv6' : 'ipv4');
  }
  return { has: (address) => list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4') };
}

/** @see https://www.iana.org/assignments/iana-ipv4-special-registry */
const special4 = createNetworks([
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16', // Metadata of clouds, too.
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
]);

/** Global unicast, less what is special in it: documentation, Teredo and 6to4, which carry IPv4 addresses inside. */
const global6 = createNetworks(['2000::/3']);
const special6 = createNetworks(['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20']);

/** Whether an address is one of the open Internet. What wraps an IPv4 address (mapped, NAT64) is not, so that nothing has to be unwrapped. */
export function isPublicAddress(address: string): boolean {
  if (isIPv6(address)) return global6.has(address) && !special6.has(address);
  return !special4.has(address);
}
