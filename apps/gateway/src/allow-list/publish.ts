import { getOperationAST, Kind } from 'graphql';
import type { Documents } from '../documents.ts';
import type { AllowList } from './allow-list.ts';
import { operationId, plainId } from './operation-id.ts';
import type { RegisteredOperation } from './operation-store.ts';

/** A document that somebody publishes; `id` is what the publisher believes that it is. */
export interface OfferedOperation {
  readonly id?: string;
  readonly text: string;
}

export interface RefusedOperation {
  readonly id: string;
  /** Why, in words of GraphQL. */
  readonly faults: readonly string[];
}

export interface Publication {
  /** How many were new. */
  readonly published: number;
  readonly known: number;
  readonly refused: readonly RefusedOperation[];
}

export interface PublishOptions {
  readonly allowList: Pick<AllowList, 'add' | 'all'>;
  /** Without the rule that only registered documents pass. */
  readonly documents: Documents;
  readonly now: () => Date;
}

export interface Publisher {
  /** All of them or, when any is refused, none. @throws {StoreUnavailable} */
  publish(offered: readonly OfferedOperation[], client: string | undefined): Promise<Publication>;
  /** Registered operations with what keeps them from running on the supergraph of now. */
  listed(): readonly (RegisteredOperation & { readonly faults: readonly string[] })[];
}

export function createPublisher({ allowList, documents, now }: PublishOptions): Publisher {
  const faultsOf = (text: string): readonly string[] => {
    const checked = documents.check(text, operationId(text));
    return 'errors' in checked ? checked.errors.map(({ message }) => message) : [];
  };
  return {
    publish: async (offered, client) => {
      const refused = offered.flatMap(({ id, text }) => {
        const faults = [...idFaults(id, text), ...faultsOf(text)];
        return faults.length === 0 ? [] : [{ id: operationId(text), faults }];
      });
      if (refused.length > 0) return { published: 0, known: 0, refused };
      const texts = [...new Set(offered.map(({ text }) => text))];
      const operations = texts.map((text) => registered(text, client, now(), documents));
      const published = await allowList.add(operations);
      return { published, known: operations.length - published, refused };
    },
    listed: () => allowList.all().map((operation) => ({ ...operation, faults: faultsOf(operation.text) })),
  };
}

function idFaults(id: string | undefined, text: string): readonly string[] {
  if (id === undefined || plainId(id) === operationId(text)) return [];
  return ['The id is not the SHA-256 of the document.'];
}

function registered(text: string, client: string | undefined, publishedAt: Date, documents: Documents): RegisteredOperation {
  const id = operationId(text);
  const checked = documents.check(text, id);
  if ('errors' in checked) throw new Error('A document passed its check and did not pass it again.');
  const only = getOperationAST(checked.document);
  const first = checked.document.definitions.find((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  const name = only?.name?.value;
  const clients = client === undefined ? [] : [client];
  return { id, text, kind: first?.operation ?? 'query', ...(name === undefined ? {} : { name }), clients, publishedAt };
}
