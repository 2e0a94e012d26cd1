import { CommandFailed } from '../command-failed.ts';

export interface GatewayAddress {
  readonly gateway: string;
  readonly key: string;
}

export interface Publication {
  readonly published: number;
  readonly known: number;
  readonly refused: readonly { readonly id: string; readonly faults: readonly string[] }[];
}

export interface ListedOperation {
  readonly id: string;
  readonly kind: string;
  readonly name?: string;
  readonly clients: readonly string[];
  readonly publishedAt: string;
  /** What keeps it from running on the supergraph of now. */
  readonly faults: readonly string[];
}

/** Far below what a gateway takes as one request. */
const batchBytes = 262_144;

/** Sends them in parts, all of them, so that every fault is told at once. @throws {CommandFailed} */
export async function publishOperations(
  address: GatewayAddress,
  operations: readonly { readonly id?: string; readonly text: string }[],
  client: string | undefined,
): Promise<Publication> {
  let sum: Publication = { published: 0, known: 0, refused: [] };
  for (const batch of batches(operations)) {
    const body = JSON.stringify({ operations: batch, ...(client !== undefined && { client }) });
    const { published, known, refused } = (await ask(address, '', { method: 'POST', body })) as Publication;
    sum = { published: sum.published + published, known: sum.known + known, refused: [...sum.refused, ...refused] };
  }
  return sum;
}

export async function listOperations(address: GatewayAddress): Promise<readonly ListedOperation[]> {
  const { operations } = (await ask(address, '', { method: 'GET' })) as { readonly operations: readonly ListedOperation[] };
  return operations;
}

export async function withdrawOperation(address: GatewayAddress, id: string): Promise<void> {
  await ask(address, `/${encodeURIComponent(id)}`, { method: 'DELETE' });
}

function* batches<Operation extends { readonly text: string }>(operations: readonly Operation[]): Generator<readonly Operation[]> {
  let batch: Operation[] = [];
  let size = 0;
  for (const operation of operations) {
    if (batch.length > 0 && size + operation.text.length > batchBytes) {
      yield batch;
      batch = [];
      size = 0;
    }
    batch.push(operation);
    size += operation.text.length;
  }
  yield batch;
}

async function ask({ gateway, key }: GatewayAddress, path: string, { method, body }: { method: string; body?: string }): Promise<unknown> {
  const headers = { authorization: `Bearer ${key}`, ...(body !== undefined && { 'content-type': 'application/json' }) };
  const response = await fetch(new URL(`/operations${path}`, gateway), { method, headers, ...(body !== undefined && { body }) }).catch(
    (cause: unknown) => {
      throw new CommandFailed('The gateway does not answer.', { gateway }, { cause });
    },
  );
  const answer: unknown = response.status === 204 ? undefined : await response.json().catch(() => undefined);
  // 422: some were refused, which the answer tells.
  if (response.ok || response.status === 422) return answer;
  throw new CommandFailed(messages[response.status] ?? 'The gateway refuses.', { gateway, status: response.status });
}

const messages: Readonly<Record<number, string>> = {
  401: 'The key is wrong.',
  404: 'Nothing of this name is there, or this gateway takes no operations: it needs OPERATIONS_KEY.',
};
