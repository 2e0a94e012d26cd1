import { isProtected } from '@health-graph/subgraph-kit';
import type { Finding } from './finding.ts';
import { isAllowedHost } from './grant.ts';
import { isPublicAddress, type Networks } from './networks.ts';

export interface UrlQuestion {
  readonly subgraph: string;
  readonly url: string;
  /** Absent: the platform's own, which any host may serve. */
  readonly hosts: readonly string[] | undefined;
  /** In production: https only, and no address inside of the platform's own networks. */
  readonly isProduction: boolean;
  /** Private networks from which partners may serve all the same, such as a hospital's by VPN. */
  readonly allowedNetworks: Networks;
}

/** All addresses of a name; rejects when there is none. */
export type ResolveName = (name: string) => Promise<readonly string[]>;

/**
 * A gateway sends signed questions to whatever address is published, so that an address inside of its own networks would be asked in its name. Names are
 * resolved, because any name may point inside.
 */
export async function refusedUrl({ subgraph, ...question }: UrlQuestion, resolve: ResolveName): Promise<readonly Finding[]> {
  const reason = refusedText(question) ?? (await refusedAddress(question, resolve));
  return reason === undefined ? [] : [{ code: 'URL_NOT_ALLOWED', coordinate: subgraph, reason }];
}

function refusedText({ url: text, hosts, isProduction }: Omit<UrlQuestion, 'subgraph'>): string | undefined {
  if (!URL.canParse(text)) return 'The URL cannot be read.';
  const url = new URL(text);
  if (!['http:', 'https:'].includes(url.protocol)) return 'The URL must be an http or https one.';
  if (isProduction && url.protocol !== 'https:') return 'The URL must be an https one.';
  if (!isProtected(text)) return 'The URL must be an https one, or one on this machine.';
  if (url.username !== '' || url.password !== '') return 'The URL must carry no credentials.';
  if (url.hash !== '' || url.search !== '') return 'The URL must carry no query and no fragment.';
  if (hosts !== undefined && !isAllowedHost({ hosts }, url.host)) return 'The host is none that this publisher may use.';
  return undefined;
}

async function refusedAddress({ url, isProduction, allowedNetworks }: Omit<UrlQuestion, 'subgraph'>, resolve: ResolveName) {
  if (!isProduction) return undefined;
  const name = hostOf(url);
  if (isLocalName(name)) return 'The host is a name inside of a network.';
  const addresses = isAddress(name) ? [name] : await resolve(name).catch(() => []);
  if (addresses.length === 0) return 'The host has no address.';
  const inside = addresses.some((address) => !isPublicAddress(address) && !allowedNetworks.has(address));
  return inside ? 'The host has an address inside of a network: loopback, link-local, private or reserved.' : undefined;
}

/** As the URL parser writes it, which makes plain what is written in octal, in hexadecimal or as one number; without the brackets of IPv6. */
const hostOf = (url: string): string => new URL(url).hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');

const isAddress = (name: string): boolean => name.includes(':') || /^\d+\.\d+\.\d+\.\d+$/.test(name);

/** Reserved, or of somebody's own network; a name without a dot is resolved by search lists. */
const isLocalName = (name: string): boolean =>
  !isAddress(name) && (!name.includes('.') || /\.(?:localhost|local|internal|home\.arpa|test|invalid)$/.test(name));
